package fluxj.cli.queue;

import fluxj.cli.CommandFailure;
import fluxj.errors.FluxException;

/// Errors as `flux queue` shows them.
final class QueueFailures {
    private QueueFailures() {}

    static CommandFailure of(FluxException e) {
        return new CommandFailure("ERROR: [Errno " + e.errno().number() + "] " + e.getMessage());
    }

    /// @param what was asked
    static CommandFailure of(String what, FluxException e) {
        return new CommandFailure("ERROR: " + what + ": " + e.getMessage());
    }
}
