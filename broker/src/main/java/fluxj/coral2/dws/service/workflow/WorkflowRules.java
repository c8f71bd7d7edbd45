package fluxj.coral2.dws.service.workflow;

import fluxj.coral2.dws.service.workflow.WorkflowStep.Delete;
import fluxj.coral2.dws.service.workflow.WorkflowStep.Fail;
import fluxj.coral2.dws.service.workflow.WorkflowStep.ForgetTransient;
import fluxj.coral2.dws.service.workflow.WorkflowStep.FreeRabbits;
import fluxj.coral2.dws.service.workflow.WorkflowStep.Move;
import fluxj.coral2.dws.service.workflow.WorkflowStep.NameComputes;
import fluxj.coral2.dws.service.workflow.WorkflowStep.NoteTransient;
import fluxj.coral2.dws.service.workflow.WorkflowStep.ReleaseEpilog;
import fluxj.coral2.dws.service.workflow.WorkflowStep.ReleaseProlog;
import fluxj.coral2.dws.service.workflow.WorkflowStep.RemoveFinalizer;
import fluxj.coral2.dws.service.workflow.WorkflowStep.ResumeTimer;
import fluxj.coral2.dws.service.workflow.WorkflowStep.SaveTiming;
import fluxj.coral2.dws.service.workflow.WorkflowStep.StopTimer;
import fluxj.coral2.dws.service.workflow.WorkflowStep.TearDown;
import fluxj.coral2.dws.service.workflow.WorkflowStep.UpdateResources;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is done when a workflow has changed (spec coral2 4.6). It depends on the workflow as it is
/// and on little else, so that a service that starts anew goes on where the last one stopped.
public final class WorkflowRules {
    private static final String ERROR = "Error";
    private static final String TRANSIENT = "TransientCondition";

    /// What the service remembers of the job.
    ///
    /// @param toreDown it has been told to clear
    /// @param deleted it has been told to go
    /// @param epilogRemoved the job does not wait for it any more
    /// @param handled the last complete state that was acted upon
    /// @param timed the last state whose time is, or was, taken
    /// @param computesNamed it is said on which nodes to mount
    public record Known(
            boolean toreDown,
            boolean deleted,
            boolean epilogRemoved,
            Optional<WorkflowState> handled,
            Optional<WorkflowState> timed,
            boolean computesNamed) {}

    private WorkflowRules() {}

    public static List<WorkflowStep> decide(WorkflowView workflow, Known known) {
        if (workflow.state().isEmpty() || known.deleted()) {
            return List.of();
        }
        Optional<WorkflowState> active = workflow.active();
        Optional<WorkflowState> complete = workflow.complete();
        if (isTeardown(complete)) {
            return withTrouble(workflow, leave(known));
        }
        if (isTeardown(active)) {
            return withTrouble(workflow, List.of(new RemoveFinalizer()));
        }
        if (known.toreDown()) {
            return List.of();
        }
        List<WorkflowStep> steps = new ArrayList<>();
        if (complete.isPresent()) {
            if (isNew(complete.get(), known)) {
                steps.addAll(advance(complete.get(), known));
            }
        } else {
            active.filter(state -> !known.timed().equals(Optional.of(state)))
                    .ifPresent(state -> steps.add(new ResumeTimer(state)));
        }
        return withTrouble(workflow, steps);
    }

    /// Events may be late, and any change of a workflow is one.
    private static boolean isNew(WorkflowState complete, Known known) {
        return known.handled().map(complete::compareTo).orElse(1) > 0;
    }

    private static boolean isTeardown(Optional<WorkflowState> state) {
        return state.filter(WorkflowState.TEARDOWN::equals).isPresent();
    }

    private static List<WorkflowStep> leave(Known known) {
        List<WorkflowStep> steps = new ArrayList<>();
        if (!known.epilogRemoved()) {
            steps.add(new ReleaseEpilog());
        }
        steps.addAll(List.of(new FreeRabbits(), new SaveTiming(), new Delete()));
        return steps;
    }

    private static List<WorkflowStep> advance(WorkflowState complete, Known known) {
        return switch (complete) {
            case PROPOSAL -> List.of(new UpdateResources());
            case SETUP ->
                    List.of(new Move(WorkflowState.DATA_IN), new SaveTiming(), new NameComputes());
            case DATA_IN ->
                    known.computesNamed()
                            ? List.of(new Move(WorkflowState.PRE_RUN), new SaveTiming())
                            // The service that moved it here ended before it had named them.
                            : List.of(
                                    new NameComputes(),
                                    new Move(WorkflowState.PRE_RUN),
                                    new SaveTiming());
            case PRE_RUN -> List.of(new ReleaseProlog(), new StopTimer(), new SaveTiming());
            case POST_RUN -> List.of(new Move(WorkflowState.DATA_OUT), new SaveTiming());
            case DATA_OUT -> List.of(new TearDown());
            case TEARDOWN -> List.of();
        };
    }

    private static List<WorkflowStep> withTrouble(WorkflowView workflow, List<WorkflowStep> steps) {
        List<WorkflowStep> all = new ArrayList<>(steps);
        switch (workflow.status()) {
            case ERROR -> all.add(new Fail("workflow hit an error: " + workflow.message()));
            case TRANSIENT ->
                    all.add(
                            new NoteTransient(
                                    workflow.message(),
                                    workflow.state()
                                            .filter(WorkflowState.PRE_RUN::equals)
                                            .isPresent()));
            default -> all.add(new ForgetTransient());
        }
        return all;
    }
}
