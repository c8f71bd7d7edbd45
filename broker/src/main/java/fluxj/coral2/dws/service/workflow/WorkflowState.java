package fluxj.coral2.dws.service.workflow;

import java.util.Locale;
import java.util.Optional;

/// The states of a workflow, in their order (spec coral2 8.3).
public enum WorkflowState {
    PROPOSAL("Proposal"),
    SETUP("Setup"),
    DATA_IN("DataIn"),
    PRE_RUN("PreRun"),
    POST_RUN("PostRun"),
    DATA_OUT("DataOut"),
    TEARDOWN("Teardown");

    private final String word;

    WorkflowState(String word) {
        this.word = word;
    }

    /// The state of that name.
    public static Optional<WorkflowState> named(String word) {
        for (WorkflowState state : values()) {
            if (state.word.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /// The key of a job under which is kept how long it took.
    public String timingKey() {
        return "rabbit_" + word.toLowerCase(Locale.ROOT) + "_timing";
    }

    /// As objects have it.
    @Override
    public String toString() {
        return word;
    }
}
