package fluxj.shellplugins.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.shell.spi.JobEventWatch;
import fluxj.shell.spi.ShellContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Waits in the job's eventlog for the first `dws_environment`, or for what comes only after it.
final class MountEvent implements JobEventWatch.Listener {
    private static final String NAME = "dws_environment";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ShellContext shell;
    private final boolean old;
    private final Deferred<JsonObject> result = new Deferred<>();
    private @Nullable JobEventWatch events;
    private @Nullable Timer timer;

    /// @param old true waits as flux-coral2 0.24 does: not longer than 30 s for each event, and
    ///   past exceptions
    MountEvent(ShellContext shell, boolean old) {
        this.shell = shell;
        this.old = old;
    }

    /// The context of the event.
    Promise<JsonObject> await() {
        restartTimer();
        events = JobEventWatch.follow(shell, this);
        return result;
    }

    /// Waits no longer.
    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (events != null) {
            events.stop();
        }
    }

    private void restartTimer() {
        if (timer != null) {
            timer.cancel();
        }
        if (old) {
            timer = shell.reactor().after(PATIENCE, this::timedOut);
        }
    }

    private void timedOut() {
        fail(Errno.ETIMEDOUT, "No 'dws_environment' event posted within timeout");
    }

    private void fail(Errno errno, String why) {
        stop();
        result.fail(new FluxException(errno, why));
    }

    @Override
    public void failed(FluxException error) {
        if (old) {
            timedOut();
        } else {
            fail(error.errno(), "waiting for eventlog: " + error.text());
        }
    }

    @Override
    public void malformed(FluxException error) {
        fail(
                error.errno(),
                old
                        ? "Error decoding eventlog entry: " + error.getMessage()
                        : "waiting for eventlog: error parsing eventlog entry");
    }

    @Override
    public void event(Eventlog.Event event) {
        restartTimer();
        if (event.name().equals(NAME)) {
            stop();
            result.complete(event.context().orElse(JsonObject.EMPTY));
        } else if (event.name().equals("start") && old) {
            fail(Errno.ENOENT, "'start' event found before 'dws_environment'");
        } else if (event.name().equals("start") || (event.isFatal() && !old)) {
            fail(Errno.ENOENT, "'dws_environment' event not found");
        }
    }
}
