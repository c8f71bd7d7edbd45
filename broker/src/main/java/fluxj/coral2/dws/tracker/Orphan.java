package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitStorage.Held;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;

import java.util.ArrayList;
import java.util.List;

/// A workflow whose job is over, or not known: where it stands, and what ends it (spec coral2 4.9).
///
/// @param held what it keeps
/// @param driven the service has it in hand
public record Orphan(RabbitWorkflow workflow, Held held, boolean driven) {
    /// What it is and what keeps it.
    ///
    /// @param whose what is known of its job, the second half of the sentence
    public String sentence(String whose) {
        String holds =
                held.hosts().isEmpty()
                        ? ""
                        : "; " + RabbitVerdict.shown(held.hosts()) + " may mount still";
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
        if (workflow.isTornDown() && !workflow.isComplete() && !held.hosts().isEmpty()) {
            return List.of("fluxj resource drain " + held.hosts() + " failed to unmount rabbit");
        }
        if (driven && workflow.isTornDown()) {
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
