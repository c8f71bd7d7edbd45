package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
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
import java.util.List;
import java.util.Optional;

/// Waits in the job's eventlog for the event of a port distributor, the newest or the one before
/// flux-coral2 0.25; or for what comes only after it, which tells that there is none.
final class ControlPortsEvent {
    private static final List<String> NAMES =
            List.of("cray-pmi-bootstrap", "cray_port_distribution");

    private final ShellContext shell;
    private final Deferred<Optional<ControlPorts>> result = new Deferred<>();
    private String last = "<no events received>";
    private RpcClient.@Nullable Stream watch;

    private ControlPortsEvent(ShellContext shell) {
        this.shell = shell;
    }

    /// The ports of the job; empty when it has none.
    ///
    /// @param limit how long to wait at most
    static Promise<Optional<ControlPorts>> await(ShellContext shell, Optional<Duration> limit) {
        return new ControlPortsEvent(shell).start(limit);
    }

    private Promise<Optional<ControlPorts>> start(Optional<Duration> limit) {
        Optional<Timer> timer = limit.map(time -> shell.reactor().after(time, this::timedOut));
        watch =
                shell.rpc()
                        .open(
                                JobInfoProtocol.EVENTLOG_WATCH,
                                Message.NODEID_ANY,
                                JobInfoProtocol.WatchEvents.of(
                                        shell.job().id().value(), "eventlog", 0),
                                line -> line.event().ifPresent(this::read),
                                this::failed);
        result.then(_ -> over(timer), _ -> over(timer));
        return result;
    }

    private void over(Optional<Timer> timer) {
        timer.ifPresent(Timer::cancel);
        if (watch != null) {
            watch.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
        }
    }

    private void timedOut() {
        result.fail(
                new FluxException(
                        Errno.ETIMEDOUT,
                        "Timed out waiting for start event, last event received was " + last));
    }

    private void failed(FluxException error) {
        result.fail(
                new FluxException(
                        error.errno(),
                        "waiting for "
                                + NAMES.getFirst()
                                + " or surpassing event: error reading job eventlog: "
                                + error.text()));
    }

    private void read(String lines) {
        if (result.isDone()) {
            return;
        }
        try {
            for (Eventlog.Event event : Eventlog.decode(lines.getBytes(StandardCharsets.UTF_8))) {
                take(event);
            }
        } catch (FluxException e) {
            result.fail(e);
        }
    }

    private void take(Eventlog.Event event) {
        last = event.name();
        if (NAMES.contains(event.name())) {
            result.complete(Optional.of(ControlPorts.of(event)));
        } else if (event.name().equals("start") || isFatal(event)) {
            shell.log()
                    .debug(
                            NAMES.getFirst()
                                    + " jobtap plugin is not loaded: proceeding without"
                                    + " PMI_CONTROL_PORT set");
            result.complete(Optional.empty());
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
