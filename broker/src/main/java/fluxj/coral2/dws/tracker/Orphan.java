package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitStorage.Held;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.Hostlist;

import java.util.ArrayList;
import java.util.List;

/// A workflow whose job is over, or not known: where it stands, and what ends it (spec coral2 4.9).
///
/// @param seen what Kubernetes knows of what belongs to it
/// @param service whether anybody drives it
public record Orphan(RabbitWorkflow workflow, Seen seen, RabbitService service) {
    /// The states that jobs lead out of; the service does the rest.
    private static final List<String> JOBS_MOVE = List.of("Proposal", "PreRun");

    /// What it waits for, in a sentence.
    public String verdict() {
        if (workflow.isComplete() && JOBS_MOVE.contains(workflow.state())) {
            return workflow.state() + " is done, and there is no job that takes the next step.";
        }
        return RabbitVerdict.of(seen, workflow, service);
    }

    private Hostlist hosts() {
        return seen.held().map(Held::hosts).orElse(Hostlist.EMPTY);
    }

    /// What it is and what keeps it.
    ///
    /// @param whose what is known of its job, the second half of the sentence
    public String sentence(String whose) {
        String holds =
                hosts().isEmpty() ? "" : "; " + RabbitVerdict.shown(hosts()) + " may mount still";
        return "It is " + where(workflow) + ", and " + whose + holds + ".";
    }

    /// The state of a workflow, after "It is".
    static String where(RabbitWorkflow workflow) {
        return "in "
                + (workflow.state().isEmpty() ? "no state" : workflow.state())
                + (workflow.isComplete() ? "" : ", not ready");
    }

    /// The commands that end it, in their order; none when it ends by itself.
    public List<String> commands() {
        if (workflow.isTornDown() && !workflow.isComplete() && !hosts().isEmpty()) {
            return List.of("fluxj resource drain " + hosts() + " failed to unmount rabbit");
        }
        if (service == RabbitService.REMEMBERS && workflow.isTornDown()) {
            return List.of();
        }
        List<String> commands = new ArrayList<>();
        if (!workflow.isComplete() || !workflow.isTornDown() || hasOurs()) {
            commands.add(Mending.tearDown(workflow));
        }
        commands.add(Mending.delete(workflow));
        return commands;
    }

    private boolean hasOurs() {
        return workflow.finalizers().contains(RabbitWorkflow.FINALIZER);
    }
}
