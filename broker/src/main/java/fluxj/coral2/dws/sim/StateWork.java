package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;

/// What the controllers do in each state of a workflow (spec coral2 4.1, 4.6).
final class StateWork {
    /// What ends with Teardown.
    private static final List<Kind> ENDING =
            List.of(
                    Kind.CLIENT_MOUNT,
                    Kind.DATA_MOVEMENT,
                    Kind.DIRECTIVE_BREAKDOWN,
                    Kind.POD,
                    Kind.SECRET);

    private final WorkflowChildren children;
    private final ProposalWork proposal;
    private final StorageWork storage;
    private final MountWork mounts;
    private final MovementWork movements;

    StateWork(SimContext context) {
        children = new WorkflowChildren(context.kubernetes());
        proposal = new ProposalWork(context, children);
        storage = new StorageWork(context, children);
        mounts = new MountWork(context, children);
        movements = new MovementWork(context, children);
    }

    /// Does what is to do in a workflow's state, and may be asked again and again.
    ///
    /// @param finish false to begin only: what takes time is not done yet
    Promise<StateProgress> advance(SimWorkflow workflow, boolean finish) {
        return switch (workflow.state()) {
            case "Proposal" -> whenFinishing(finish, () -> proposal.propose(workflow));
            case "Setup" -> whenFinishing(finish, () -> storage.allocate(workflow));
            case "DataIn" -> movements.move(workflow, "copy_in", finish);
            case "PreRun" -> mounts.mount(workflow, finish);
            case "PostRun" -> mounts.unmount(workflow, finish);
            case "DataOut" -> movements.move(workflow, "copy_out", finish);
            case "Teardown" ->
                    movements
                            .cancel(workflow)
                            .flatMap(_ -> mounts.unmount(workflow, finish))
                            .flatMap(
                                    progress ->
                                            progress instanceof StateProgress.Done
                                                    ? tearDown(workflow)
                                                    : Promise.of(progress));
            default -> Promise.of(StateProgress.WAITING);
        };
    }

    private interface Work {
        Promise<StateProgress> start();
    }

    private static Promise<StateProgress> whenFinishing(boolean finish, Work work) {
        return finish ? work.start() : Promise.of(StateProgress.WAITING);
    }

    private Promise<StateProgress> tearDown(SimWorkflow workflow) {
        return storage.free(workflow)
                .flatMap(
                        progress ->
                                progress instanceof StateProgress.Done
                                        ? children.removeAll(workflow, ENDING).map(_ -> progress)
                                        : Promise.of(progress));
    }

    /// What a workflow's status gets when somebody does not want to wait for the work of its state.
    JsonObject whenForced(SimWorkflow workflow) {
        return workflow.state().equals("PreRun") ? MountWork.variables(workflow) : JsonObject.EMPTY;
    }

    /// Takes away all that a workflow leaves behind.
    Promise<Empty> clear(SimWorkflow workflow) {
        return children.removeAll(workflow, ENDING)
                .flatMap(_ -> children.removeAll(workflow, List.of(Kind.SERVERS, Kind.COMPUTES)));
    }
}
