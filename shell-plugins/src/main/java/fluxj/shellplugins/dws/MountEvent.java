package fluxj.shellplugins.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.shell.spi.ShellContext;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Waits in the job's eventlog for the first `dws_environment`, or for what comes only after it.
final class MountEvent {
    private static final String NAME = "dws_environment";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ShellContext shell;
    private final boolean old;
    private final Deferred<JsonObject> result = new Deferred<>();
    private RpcClient.@Nullable Stream watch;
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
        watch =
                shell.rpc()
                        .open(
                                JobInfoProtocol.EVENTLOG_WATCH,
                                Message.NODEID_ANY,
                                JobInfoProtocol.WatchEvents.of(
                                        shell.job().id().value(), "eventlog", 0),
                                line -> line.event().ifPresent(this::read),
                                this::failed);
        return result;
    }

    /// Waits no longer.
    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (watch != null) {
            watch.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
            watch = null;
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
        if (!result.isDone()) {
            stop();
            result.fail(new FluxException(errno, why));
        }
    }

    private void failed(FluxException error) {
        if (old) {
            timedOut();
        } else {
            fail(
                    error.errno(),
                    "waiting for eventlog: error reading job eventlog: " + error.getMessage());
        }
    }

    private void read(String lines) {
        try {
            for (Eventlog.Event event : Eventlog.decode(lines.getBytes(StandardCharsets.UTF_8))) {
                take(event);
            }
        } catch (FluxException e) {
            fail(
                    e.errno(),
                    old
                            ? "Error decoding eventlog entry: " + e.getMessage()
                            : "waiting for eventlog: error parsing eventlog entry");
        }
    }

    private void take(Eventlog.Event event) {
        if (result.isDone()) {
            return;
        }
        restartTimer();
        if (event.name().equals(NAME)) {
            stop();
            result.complete(event.context().orElse(JsonObject.EMPTY));
        } else if (event.name().equals("start") && old) {
            fail(Errno.ENOENT, "'start' event found before 'dws_environment'");
        } else if (event.name().equals("start") || (isFatal(event) && !old)) {
            fail(Errno.ENOENT, "'dws_environment' event not found");
        }
    }

    private static boolean isFatal(Eventlog.Event event) {
        return event.name().equals("exception")
                && event.context()
                        .flatMap(context -> context.whole("severity"))
                        .filter(severity -> severity == 0)
                        .isPresent();
    }
}
