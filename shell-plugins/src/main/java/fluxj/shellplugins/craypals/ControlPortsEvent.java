package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.shell.spi.JobEventWatch;
import fluxj.shell.spi.ShellContext;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Waits in the job's eventlog for the event of a port distributor, the newest or the one before
/// flux-coral2 0.25; or for what comes only after it, which tells that there is none.
final class ControlPortsEvent implements JobEventWatch.Listener {
    private static final List<String> NAMES =
            List.of("cray-pmi-bootstrap", "cray_port_distribution");

    private final ShellContext shell;
    private final Deferred<Optional<ControlPorts>> result = new Deferred<>();
    private String last = "<no events received>";

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
        JobEventWatch events = JobEventWatch.follow(shell, this);
        Runnable over =
                () -> {
                    timer.ifPresent(Timer::cancel);
                    events.stop();
                };
        result.then(_ -> over.run(), _ -> over.run());
        return result;
    }

    private void timedOut() {
        result.fail(
                new FluxException(
                        Errno.ETIMEDOUT,
                        "Timed out waiting for start event, last event received was " + last));
    }

    @Override
    public void failed(FluxException error) {
        result.fail(
                new FluxException(
                        error.errno(),
                        "waiting for "
                                + NAMES.getFirst()
                                + " or surpassing event: "
                                + error.text()));
    }

    @Override
    public void event(Eventlog.Event event) {
        last = event.name();
        if (NAMES.contains(event.name())) {
            result.completeBy(() -> Optional.of(ControlPorts.of(event)));
        } else if (event.name().equals("start") || event.isFatal()) {
            shell.log()
                    .debug(
                            NAMES.getFirst()
                                    + " jobtap plugin is not loaded: proceeding without"
                                    + " PMI_CONTROL_PORT set");
            result.complete(Optional.empty());
        }
    }
}
