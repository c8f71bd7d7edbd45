package fluxj.coral2.dws.service.workflow;

/// What is done about an event of a workflow.
public sealed interface WorkflowStep {
    /// Lets DWS delete the workflow later.
    record RemoveFinalizer() implements WorkflowStep {}

    /// Lets the job out of CLEANUP.
    record ReleaseEpilog() implements WorkflowStep {}

    /// Gives back the rabbits that the job had for itself.
    record FreeRabbits() implements WorkflowStep {}

    /// Keeps how long the state took.
    record SaveTiming() implements WorkflowStep {}

    /// Deletes the workflow, for ever trying.
    record Delete() implements WorkflowStep {}

    /// Tells the job manager what the job needs besides, and keeps the workflow.
    record UpdateResources() implements WorkflowStep {}

    /// Wants the next state.
    record Move(WorkflowState to) implements WorkflowStep {}

    /// Says on which nodes to mount.
    record NameComputes() implements WorkflowStep {}

    /// Lets the job start.
    record ReleaseProlog() implements WorkflowStep {}

    /// Stops the timer of the state.
    record StopTimer() implements WorkflowStep {}

    /// Starts the timer of a state that began while nobody watched.
    record ResumeTimer(WorkflowState state) implements WorkflowStep {}

    /// Clears all.
    record TearDown() implements WorkflowStep {}

    /// Ends the job.
    record Fail(String note) implements WorkflowStep {}

    /// Remembers that something does not go on.
    record NoteTransient(String message, boolean mounting) implements WorkflowStep {}

    /// It goes on.
    record ForgetTransient() implements WorkflowStep {}
}
