package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;

import java.util.ArrayList;
import java.util.List;

/// The command lines that take back what Flux has set aside on account of workflows, and that end
/// workflows which nobody drives (spec coral2 5.2).
public final class Mending {
    private Mending() {}

    /// What is left to do for a job by hand.
    public static List<String> of(RabbitJobPicture picture) {
        return switch (picture.storage()) {
            case Unseen _ -> List.of();
            case Seen seen -> {
                List<String> commands = new ArrayList<>();
                seen.rabbits().stream()
                        .filter(rabbit -> rabbit.isDisabled() && rabbit.reason().isPresent())
                        .forEach(rabbit -> commands.add(enable(rabbit.name())));
                yield commands;
            }
        };
    }

    /// Lets a rabbit have allocations again.
    public static String enable(String rabbit) {
        return patch("storage", rabbit, "{\"spec\":{\"state\":\"Enabled\"}}");
    }

    /// Ends a workflow as the service does, without Flux's finalizer.
    static String tearDown(RabbitWorkflow workflow) {
        List<String> others =
                workflow.finalizers().stream()
                        .filter(name -> !name.equals(RabbitWorkflow.FINALIZER))
                        .map(name -> '"' + name + '"')
                        .toList();
        return patch(
                "workflow",
                workflow.name(),
                "{\"spec\":{\"desiredState\":\"Teardown\"},\"metadata\":{\"finalizers\":["
                        + String.join(",", others)
                        + "]}}");
    }

    /// Asks for a state of a workflow, as the service does.
    public static String move(RabbitWorkflow workflow, String state) {
        return patch(
                "workflow", workflow.name(), "{\"spec\":{\"desiredState\":\"" + state + "\"}}");
    }

    private static String patch(String kind, String name, String patch) {
        return "kubectl patch " + kind + " " + name + " --type merge -p '" + patch + "'";
    }

    /// Removes a workflow that is torn down, unless the service was faster.
    public static String delete(RabbitWorkflow workflow) {
        return "kubectl delete --ignore-not-found workflow " + workflow.name();
    }
}
