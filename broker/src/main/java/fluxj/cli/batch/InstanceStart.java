package fluxj.cli.batch;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.Output;
import fluxj.cli.events.EventlogWatch;
import fluxj.cli.job.attach.AttachOptions;
import fluxj.cli.job.attach.Attachment;
import fluxj.cli.proxy.InstanceUri;
import fluxj.client.FluxClient;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.platform.Signum;
import fluxj.platform.os.OsSignals;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.wire.Message;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Waits until an instance that is a job runs its initial program: the job says where its instance
/// is, and the instance says when it is ready.
final class InstanceStart {
    private final FluxClient client;
    private final Console console;
    private final JobId id;
    private final String shown;
    private final boolean verbose;
    private final Deferred<Outcome> ended = new Deferred<>();
    private String problem = "";
    private double origin;

    /// @param verbose says what it waits for
    InstanceStart(FluxClient client, Console console, JobId id, boolean verbose) {
        this.client = client;
        this.console = console;
        this.id = id;
        shown = JobIds.f58(console, id);
        this.verbose = verbose;
    }

    /// How `job attach` without options attaches.
    static AttachOptions attached() {
        return new AttachOptions(
                "fluxj job",
                AttachOptions.CLEAN,
                new AttachOptions.View(
                        new AttachOptions.Events(false, false, false),
                        false,
                        new AttachOptions.Words(false, false),
                        OptionalInt.empty()),
                false,
                new AttachOptions.Input(false, Optional.empty()));
    }

    /// Returns when the instance is ready; an interrupt cancels the job.
    void await() {
        say(0, "waiting for resources");
        try (OsSignals signals = new OsSignals(client.reactor())) {
            signals.handle(List.of(Signum.SIGINT), _ -> end(Outcome.INTERRUPTED));
            EventlogWatch watch = EventlogWatch.open(client, id, EventlogWatch.MAIN, new Events());
            Outcome outcome = client.get(ended);
            watch.stop();
            switch (outcome) {
                case READY -> say(Clock.systemUTC().millis() / 1e3 - origin, "ready");
                case GONE -> {
                    showEnd();
                    throw new CommandFailure("ERROR: " + shown + ": unexpectedly exited");
                }
                case UNREACHABLE ->
                        throw new CommandFailure(
                                "ERROR: Unable to connect to " + shown + ": " + problem);
                case FAILED ->
                        throw new CommandFailure("ERROR: " + shown + ": instance startup failed");
                case INTERRUPTED -> {
                    console.err().println("\r" + shown + ": Interrupt: canceling job");
                    client.call(
                            JobManagerProtocol.RAISE,
                            Message.NODEID_ANY,
                            new Raise(id.value(), 0, "cancel", Optional.empty(), Optional.empty()));
                    throw new CommandFailure("");
                }
            }
        }
    }

    private enum Outcome {
        READY,
        GONE,
        UNREACHABLE,
        FAILED,
        INTERRUPTED
    }

    private void end(Outcome outcome) {
        if (!ended.isDone()) {
            ended.complete(outcome);
        }
    }

    private void say(double seconds, String what) {
        if (verbose) {
            console.err()
                    .println(String.format(Locale.ROOT, "%s: %6.3fs: %s", shown, seconds, what));
        }
    }

    private final class Events implements EventlogWatch.Listener {
        @Override
        public void onEvent(Eventlog.Event event) {
            if (origin == 0) {
                origin = event.timestamp();
            }
            double age = event.timestamp() - origin;
            if (event.name().equals("alloc")) {
                say(age, "resources allocated");
            }
            if (event.name().equals("memo")) {
                event.context()
                        .flatMap(context -> context.text("uri"))
                        .ifPresent(
                                uri -> {
                                    say(age, "waiting for instance");
                                    awaitReady(uri);
                                });
            }
        }

        @Override
        public void onEnd(FluxException error) {
            end(Outcome.GONE);
        }
    }

    private void awaitReady(String uri) {
        String chosen = new InstanceUri(uri).chosen(console.environment()).text();
        FluxClient instance;
        try {
            instance = FluxClient.open(chosen, console.environment(), client.reactor());
        } catch (FluxException e) {
            problem = String.valueOf(e.getMessage());
            end(Outcome.UNREACHABLE);
            return;
        }
        instance.ask(StateMachineProtocol.WAIT, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        _ -> {
                            instance.close();
                            end(Outcome.READY);
                        },
                        _ -> {
                            instance.close();
                            end(Outcome.FAILED);
                        });
    }

    /// The job's output and exceptions say why it ended.
    private void showEnd() {
        Console onError =
                new Console(
                        new Output(console.err(), Output.Kind.STREAM),
                        console.err(),
                        console.in(),
                        console.environment());
        new Attachment(client, onError, id, shown, attached()).run();
    }
}
