package fluxj.it.history;

import java.util.Optional;

/// One operation of a client and how it ended.
///
/// @param call what was asked
/// @param incarnation how often rank 0 had been started again when it was asked
/// @param invoked when it was asked, on a clock that ticks at each event of the history
/// @param returned when it was answered; [Long#MAX_VALUE] when that is not known
/// @param outcome how it ended
/// @param rootseq the version that a write made or that a read saw
/// @param observed the value that a read saw; empty when there was none
public record Operation(
        Call call,
        int incarnation,
        long invoked,
        long returned,
        Outcome outcome,
        int rootseq,
        Optional<String> observed) {

    /// What can be asked.
    public enum Kind {
        /// Sets a key.
        PUT,
        /// Appends to a key.
        APPEND,
        /// Looks a key up.
        GET
    }

    /// How it can end.
    public enum Outcome {
        /// Done.
        OK,
        /// Refused: it has not happened.
        FAILED,
        /// Nobody said: it has happened, happens later, or never.
        UNKNOWN
    }

    /// What was asked.
    ///
    /// @param value what to set or to append, different in each write; empty for a read
    /// @param sync whether a write asked for a checkpoint
    public record Call(
            int client,
            int rank,
            String namespace,
            Kind kind,
            String key,
            String value,
            boolean sync) {}

    boolean isWrite() {
        return call.kind() != Kind.GET;
    }

    boolean isOk() {
        return outcome == Outcome.OK;
    }

    boolean isUnknown() {
        return outcome == Outcome.UNKNOWN;
    }

    @Override
    public String toString() {
        return call.kind()
                + " "
                + call.key()
                + (isWrite() ? "=" + call.value() : "")
                + (call.sync() ? " (sync)" : "")
                + " by client "
                + call.client()
                + " at rank "
                + call.rank()
                + " ["
                + invoked
                + ", "
                + (returned == Long.MAX_VALUE ? "-" : returned)
                + "] "
                + outcome
                + (isOk() ? " version " + incarnation + "/" + rootseq : "")
                + (isOk() && !isWrite() ? " saw " + observed.orElse("nothing") : "");
    }
}
