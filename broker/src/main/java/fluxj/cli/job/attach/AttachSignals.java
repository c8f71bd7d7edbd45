package fluxj.cli.job.attach;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.Signum;
import fluxj.platform.os.OsSignals;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Kill;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.wire.Message;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Signals to an attached command: Ctrl-C twice within two seconds cancels the job, Ctrl-C and
/// Ctrl-Z detach from it, TERM, HUP, ALRM, USR1 and USR2 go to its tasks.
final class AttachSignals implements AutoCloseable {
    private static final long TOGETHER_NANOS = 2_000_000_000L;

    private final FluxClient client;
    private final JobId id;
    private final Consumer<String> say;
    private final Runnable detach;
    private final OsSignals signals;
    private final OsSignals stops;
    private Optional<Long> interrupted = Optional.empty();

    /// @param say takes a line for the user
    /// @param detach leaves the job alone
    AttachSignals(FluxClient client, JobId id, Consumer<String> say, Runnable detach) {
        this.client = client;
        this.id = id;
        this.say = say;
        this.detach = detach;
        signals = new OsSignals(client.reactor());
        stops = new OsSignals(client.reactor());
    }

    /// Takes signals from now on.
    void start() {
        signals.handle(List.of(Signum.SIGINT), _ -> onInterrupt());
        signals.handle(
                List.of(
                        Signum.SIGTERM,
                        Signum.SIGHUP,
                        Signum.SIGALRM,
                        Signum.SIGUSR1,
                        Signum.SIGUSR2),
                this::forward);
    }

    private void forward(int signum) {
        client.ask(JobManagerProtocol.KILL, Message.NODEID_ANY, new Kill(id.value(), signum))
                .then(_ -> {}, error -> failed("kill", error));
    }

    private boolean justInterrupted() {
        return interrupted
                .map(then -> client.reactor().nanoTime() - then <= TOGETHER_NANOS)
                .orElse(false);
    }

    private void onInterrupt() {
        if (!justInterrupted()) {
            interrupted = Optional.of(client.reactor().nanoTime());
            stops.handle(List.of(Signum.SIGTSTP), _ -> onStop());
            say.accept("one more ctrl-C within 2s to cancel or ctrl-Z to detach");
            return;
        }
        client.ask(
                        JobManagerProtocol.RAISE,
                        Message.NODEID_ANY,
                        new Raise(
                                id.value(),
                                0,
                                "cancel",
                                Optional.of("interrupted by ctrl-C"),
                                Optional.empty()))
                .then(_ -> {}, error -> failed("cancel", error));
    }

    private void onStop() {
        if (justInterrupted()) {
            detach.run();
            say.accept("detaching...");
        } else {
            stops.close();
            say.accept("one more ctrl-Z to suspend");
        }
    }

    private void failed(String what, FluxException error) {
        say.accept(what + ": " + error.getMessage());
    }

    @Override
    public void close() {
        stops.close();
        signals.close();
    }
}
