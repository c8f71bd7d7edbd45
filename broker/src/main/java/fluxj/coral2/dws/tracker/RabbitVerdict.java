package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.DataMovement;
import fluxj.coral2.dws.tracker.storage.HostMount;
import fluxj.coral2.dws.tracker.storage.RabbitAllocation;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.Hostlist;

import java.util.List;
import java.util.function.Predicate;

/// What a job waits for, in a sentence: the answer to why it is where it is.
public final class RabbitVerdict {
    private static final int LIMIT = 60;

    private final RabbitJobPicture picture;

    private RabbitVerdict(RabbitJobPicture picture) {
        this.picture = picture;
    }

    /// The sentence.
    public static String of(RabbitJobPicture picture) {
        return new RabbitVerdict(picture).sentence();
    }

    /// What a workflow waits for, whosever it is.
    static String of(Seen seen, RabbitWorkflow workflow, RabbitService service) {
        if (workflow.ends().isPresent()) {
            return "The workflow is deleted, and finalizers keep it: "
                    + String.join(", ", workflow.finalizers())
                    + ".";
        }
        if (workflow.isComplete()) {
            return switch (service) {
                case ABSENT ->
                        workflow.state()
                                + " is done, and there is no service that takes the next step.";
                case SILENT ->
                        workflow.state()
                                + " is done, and the service that takes the next step does not"
                                + " answer.";
                case FORGOTTEN ->
                        workflow.state()
                                + " is done, and the service does not know of it: restart it.";
                case REMEMBERS, UNKNOWN ->
                        workflow.state() + " is done: the next step is the service's.";
            };
        }
        if (workflow.health().equals("Error")) {
            return workflow.desired() + " has failed: " + text(workflow.message());
        }
        if (workflow.health().equals("TransientCondition")) {
            return workflow.desired() + " is in trouble: " + text(workflow.message());
        }
        return waiting(seen, workflow);
    }

    /// A list of names, or its beginning when it is long.
    public static String shown(Hostlist names) {
        String all = names.toString();
        if (all.length() <= LIMIT) {
            return all;
        }
        return all.substring(0, all.lastIndexOf(',', LIMIT)) + ",... (" + names.size() + ")";
    }

    private String sentence() {
        return switch (picture.job().phase()) {
            case INACTIVE -> inactive();
            case CLEANUP -> held("CLEANUP");
            case RUNNING -> picture.job().tasks().started() ? "Its tasks run." : held("RUN");
            case PENDING ->
                    picture.job().rabbits() && picture.job().holds().isEmpty()
                            ? "It waits for the scheduler: for nodes with room on their rabbits."
                            : held("the queue");
            case CREATING, SETUP, EPILOG -> ofWorkflow();
        };
    }

    private String inactive() {
        if (picture.storage() instanceof Seen seen && seen.workflow().isPresent()) {
            return "The job is over, and its workflow is there still: "
                    + lower(of(seen, seen.workflow().get(), picture.service()));
        }
        return "The job is over.";
    }

    private static String lower(String sentence) {
        // Others begin with a name: PreRun is done.
        return sentence.startsWith("It ") ? "it" + sentence.substring(2) : sentence;
    }

    private String held(String where) {
        List<String> holds = picture.job().holds().stream().map(JobHistory.Hold::words).toList();
        return holds.isEmpty()
                ? "Rabbits do not hold it in " + where + "."
                : "It waits for " + String.join(", ", holds) + ", not for rabbits.";
    }

    private String ofWorkflow() {
        return switch (picture.storage()) {
            case Unseen _ -> "Kubernetes was not seen: what the workflow waits for is not known.";
            case Seen seen ->
                    seen.workflow().isPresent()
                            ? of(seen, seen.workflow().get(), picture.service())
                            : withoutWorkflow();
        };
    }

    private String withoutWorkflow() {
        if (picture.service() == RabbitService.ABSENT) {
            return "There is no workflow, and no service that makes or ends one.";
        }
        return picture.job().phase() == JobPhase.CREATING
                ? "The service has not made the workflow."
                : "The workflow is gone, and nobody has told the job.";
    }

    private static String text(String message) {
        return message.isEmpty() ? "no message." : message;
    }

    private static String waiting(Seen seen, RabbitWorkflow workflow) {
        return switch (workflow.desired()) {
            case "Proposal" -> "DWS looks at the directives.";
            case "Setup" -> {
                Hostlist rabbits = rabbits(seen, allocation -> !allocation.ready());
                yield rabbits.isEmpty()
                        ? "Rabbits make the file systems."
                        : "Rabbits make the file systems: " + shown(rabbits) + ".";
            }
            case "PreRun" -> {
                Hostlist hosts = hosts(seen, mount -> !mount.isSettled());
                yield hosts.isEmpty()
                        ? "Hosts mount the file systems."
                        : "It waits for " + shown(hosts) + " to mount.";
            }
            case "DataIn", "DataOut" -> moving(seen, workflow);
            case "PostRun", RabbitWorkflow.TEARDOWN -> leaving(seen, workflow);
            case String other -> "It waits for " + (other.isEmpty() ? "DWS" : other) + ".";
        };
    }

    private static String moving(Seen seen, RabbitWorkflow workflow) {
        long running = seen.movements().stream().filter(DataMovement::runs).count();
        String way = workflow.desired().equals("DataIn") ? "in" : "out";
        return "Data is copied "
                + way
                + (running == 0
                        ? ", by no data movement that Kubernetes knows."
                        : ": " + running + (running == 1 ? " runs." : " run."));
    }

    private static String leaving(Seen seen, RabbitWorkflow workflow) {
        Hostlist hosts = hosts(seen, HostMount::holds);
        if (!hosts.isEmpty()) {
            return "It waits for " + shown(hosts) + " to unmount.";
        }
        Hostlist rabbits = rabbits(seen, _ -> true);
        return workflow.isTornDown() && !rabbits.isEmpty()
                ? "It waits for " + shown(rabbits) + " to clear what was allocated."
                : "It waits for " + workflow.desired() + ", which nothing visible holds up.";
    }

    private static Hostlist hosts(Seen seen, Predicate<HostMount> test) {
        return RabbitStorage.hosts(
                seen.mounts().stream().filter(test).map(HostMount::host).toList());
    }

    private static Hostlist rabbits(Seen seen, Predicate<RabbitAllocation> test) {
        return RabbitStorage.hosts(
                seen.allocations().stream().filter(test).map(RabbitAllocation::rabbit).toList());
    }
}
