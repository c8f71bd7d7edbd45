package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;

import java.util.List;
import java.util.Optional;

/// A workflow that is asked for a state in which its job does not get on: somebody has changed it
/// by hand, or a step was missed. Kubernetes lets nobody go back where DWS looks at all changes
/// (spec coral2 4.6).
///
/// @param wanted the state that the job counts on
public record Straying(JobHistory job, RabbitWorkflow workflow, String wanted) {
    /// What is on its way may differ for so long, in seconds.

    static final double GRACE = 10;

    private static final List<RabbitService> NOBODY =
            List.of(RabbitService.ABSENT, RabbitService.SILENT);
    private static final List<String> PROPOSED = List.of("Proposal");
    private static final List<String> SET_UP = List.of("Setup", "DataIn", "PreRun");
    private static final List<String> MOUNTED = List.of("PreRun");
    private static final List<String> ENDING =
            List.of("PostRun", "DataOut", RabbitWorkflow.TEARDOWN);

    /// Looks whether a job and its workflow go together; what has just changed may be on its way.
    /// Without a service they cannot: it is what takes the step from one phase to the next.
    ///
    /// @param now in seconds since the epoch
    public static Optional<Straying> of(RabbitJobPicture picture, double now) {
        return picture.storage() instanceof Seen seen
                ? seen.workflow()
                        .filter(workflow -> isSettled(picture.job(), workflow, now))
                        .flatMap(workflow -> of(picture, workflow))
                : Optional.empty();
    }

    private static boolean isSettled(JobHistory job, RabbitWorkflow workflow, double now) {
        double changed = Math.max(job.latest(), workflow.since().orElse(0.0));
        return workflow.ends().isEmpty() && !workflow.desired().isEmpty() && now - changed > GRACE;
    }

    private static Optional<Straying> of(RabbitJobPicture picture, RabbitWorkflow workflow) {
        boolean driven = !NOBODY.contains(picture.service());
        List<String> states =
                switch (picture.job().phase()) {
                    case CREATING, PENDING -> PROPOSED;
                    case SETUP -> driven ? SET_UP : List.of();
                    case RUNNING -> MOUNTED;
                    case EPILOG -> driven ? ENDING : List.of();
                    case CLEANUP, INACTIVE -> List.of();
                };
        return states.isEmpty() || states.contains(workflow.desired())
                ? Optional.empty()
                : Optional.of(new Straying(picture.job(), workflow, states.getFirst()));
    }

    /// What is wrong and what it means.
    ///
    /// @param id of the job, as it is to be shown
    public String sentence(String id) {
        return "It is asked for "
                + workflow.desired()
                + ", and its job "
                + id
                + " in "
                + job.state().state()
                + " counts on "
                + wanted
                + ": somebody has changed it, or a step was missed.";
    }

    /// The commands that bring both together again: back on the way when that is where the job can
    /// go on, else the job ends. What is torn down does not come back.
    ///
    /// @param id of the job, as it is to be shown
    public List<String> commands(String id) {
        boolean goesOn =
                switch (job.phase()) {
                    case RUNNING -> !ENDING.contains(workflow.desired());
                    case EPILOG -> true;
                    case CREATING, PENDING, SETUP, CLEANUP, INACTIVE -> false;
                };
        return List.of(goesOn ? Mending.move(workflow, wanted) : WayOut.CANCEL.command(id));
    }
}
