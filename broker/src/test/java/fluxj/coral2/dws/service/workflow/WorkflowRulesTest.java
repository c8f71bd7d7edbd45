package fluxj.coral2.dws.service.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.service.workflow.WorkflowRules.Known;
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
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class WorkflowRulesTest {
    private static final Known NOTHING =
            new Known(false, false, false, Optional.empty(), Optional.empty(), true);

    private static WorkflowView workflow(
            WorkflowState desired, WorkflowState state, boolean ready, String status) {
        return new WorkflowView(
                JsonObject.parse(
                        """
                        {"metadata":{"name":"fluxjob-7"},
                         "spec":{"desiredState":"%s","jobID":"f8"},
                         "status":{"state":"%s","ready":%s,"status":"%s","message":"text"}}
                        """
                                .formatted(desired, state, ready, status)));
    }

    private static WorkflowView complete(WorkflowState state) {
        return workflow(state, state, true, "Completed");
    }

    private static WorkflowView active(WorkflowState state) {
        return workflow(state, state, false, "DriverWait");
    }

    private static void assertSteps(WorkflowView workflow, Known known, WorkflowStep... expected) {
        List<WorkflowStep> steps = new ArrayList<>(Arrays.asList(expected));
        steps.add(new ForgetTransient());
        assertEquals(steps, WorkflowRules.decide(workflow, known));
    }

    private static Known handled(WorkflowState state) {
        return new Known(false, false, false, Optional.of(state), Optional.empty(), true);
    }

    @Test
    void aWorkflowThatNobodyHasSeenIsLeftAlone() {
        assertEquals(List.of(), WorkflowRules.decide(new WorkflowView(JsonObject.EMPTY), NOTHING));
    }

    @Test
    void oneThatIsToBeDeletedIsLeftAlone() {
        Known deleted = new Known(true, true, false, Optional.empty(), Optional.empty(), true);
        assertEquals(List.of(), WorkflowRules.decide(complete(WorkflowState.TEARDOWN), deleted));
    }

    @Test
    void oneThatClearsLosesOurFinalizer() {
        assertSteps(active(WorkflowState.TEARDOWN), NOTHING, new RemoveFinalizer());
    }

    @Test
    void oneThatHasClearedLetsTheJobGoAndGoes() {
        assertSteps(
                complete(WorkflowState.TEARDOWN),
                NOTHING,
                new ReleaseEpilog(),
                new FreeRabbits(),
                new SaveTiming(),
                new Delete());
    }

    @Test
    void afterAnAbortTheJobHasGoneAlready() {
        Known aborted = new Known(true, false, true, Optional.empty(), Optional.empty(), true);
        assertSteps(
                complete(WorkflowState.TEARDOWN),
                aborted,
                new FreeRabbits(),
                new SaveTiming(),
                new Delete());
    }

    @Test
    void oneThatWasToldToClearIsNotLedOn() {
        Known toreDown = new Known(true, false, false, Optional.empty(), Optional.empty(), true);
        assertEquals(List.of(), WorkflowRules.decide(complete(WorkflowState.SETUP), toreDown));
    }

    @Test
    void eachCompleteStateLeadsToTheNext() {
        assertSteps(complete(WorkflowState.PROPOSAL), NOTHING, new UpdateResources());
        assertSteps(
                complete(WorkflowState.SETUP),
                NOTHING,
                new Move(WorkflowState.DATA_IN),
                new SaveTiming(),
                new NameComputes());
        assertSteps(
                complete(WorkflowState.DATA_IN),
                NOTHING,
                new Move(WorkflowState.PRE_RUN),
                new SaveTiming());
        assertSteps(
                complete(WorkflowState.PRE_RUN),
                NOTHING,
                new ReleaseProlog(),
                new StopTimer(),
                new SaveTiming());
        assertSteps(
                complete(WorkflowState.POST_RUN),
                NOTHING,
                new Move(WorkflowState.DATA_OUT),
                new SaveTiming());
        assertSteps(complete(WorkflowState.DATA_OUT), NOTHING, new TearDown());
    }

    @Test
    void aStateThatWasActedUponIsNotActedUponAgain() {
        assertSteps(complete(WorkflowState.PRE_RUN), handled(WorkflowState.PRE_RUN));
        assertSteps(complete(WorkflowState.SETUP), handled(WorkflowState.DATA_IN));
    }

    @Test
    void oneThatIsWantedElsewhereIsWaitedFor() {
        assertSteps(
                workflow(WorkflowState.DATA_IN, WorkflowState.SETUP, true, "Completed"), NOTHING);
    }

    @Test
    void computesThatTheLastServiceDidNotNameAreNamedBeforeMounting() {
        Known anew = new Known(false, false, false, Optional.empty(), Optional.empty(), false);
        assertSteps(
                complete(WorkflowState.DATA_IN),
                anew,
                new NameComputes(),
                new Move(WorkflowState.PRE_RUN),
                new SaveTiming());
    }

    @Test
    void theTimeOfAStateThatBeganBeforeIsTaken() {
        assertSteps(active(WorkflowState.SETUP), NOTHING, new ResumeTimer(WorkflowState.SETUP));
        Known timed =
                new Known(
                        false,
                        false,
                        false,
                        Optional.empty(),
                        Optional.of(WorkflowState.SETUP),
                        true);
        assertSteps(active(WorkflowState.SETUP), timed);
    }

    @Test
    void anErrorEndsTheJob() {
        assertEquals(
                List.of(
                        new ResumeTimer(WorkflowState.PRE_RUN),
                        new Fail("workflow hit an error: text")),
                WorkflowRules.decide(
                        workflow(WorkflowState.PRE_RUN, WorkflowState.PRE_RUN, false, "Error"),
                        NOTHING));
    }

    @Test
    void aTransientConditionIsRemembered() {
        for (WorkflowState state : List.of(WorkflowState.SETUP, WorkflowState.PRE_RUN)) {
            assertEquals(
                    List.of(
                            new ResumeTimer(state),
                            new NoteTransient("text", state == WorkflowState.PRE_RUN)),
                    WorkflowRules.decide(
                            workflow(state, state, false, "TransientCondition"), NOTHING));
        }
    }

    @Test
    void theJobOfAWorkflowIsInItsNameAndInItsSpec() {
        assertEquals(Optional.of(7L), WorkflowView.jobOf("fluxjob-7"));
        assertEquals(Optional.empty(), WorkflowView.jobOf("fluxjob-x"));
        assertEquals(Optional.empty(), WorkflowView.jobOf("other"));
        assertEquals(7, complete(WorkflowState.SETUP).job());
        assertEquals(9, new WorkflowView(JsonObject.parse("{\"spec\":{\"jobID\":9}}")).job());
        assertThrows(FluxException.class, () -> new WorkflowView(JsonObject.EMPTY).job());
    }

    @Test
    void referencesAreReadAndMissingOnesNamed() {
        WorkflowView workflow =
                new WorkflowView(
                        JsonObject.parse(
                                """
                                {"metadata":{"finalizers":["a",\
                                "flux-framework.readthedocs.io/workflow"]},
                                 "status":{"computes":{"name":"c","namespace":"n"},
                                  "directiveBreakdowns":[{"name":"b-0","namespace":"default"}],
                                  "workflowToken":{"secretName":"s","secretNamespace":"m"}}}
                                """));
        assertEquals(new ObjectName("n", "c"), workflow.computes());
        assertEquals(List.of(ObjectName.of("b-0")), workflow.breakdowns());
        assertEquals(Optional.of(new ObjectName("m", "s")), workflow.secret());
        assertEquals("[\"a\"]", workflow.otherFinalizers().toString());
        FluxException error =
                assertThrows(
                        FluxException.class, () -> new WorkflowView(JsonObject.EMPTY).computes());
        assertEquals("no status.computes", error.getMessage());
    }
}
