package fluxj.cli.broker;

import fluxj.cli.CommandFailure;

import java.time.Duration;

/// Waiting that is not for the broker.
final class Pause {
    private Pause() {}

    /// Stops this thread for a while.
    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }
}
