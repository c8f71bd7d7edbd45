package fluxj.module;

import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.Signum;
import fluxj.platform.SpawnRequest;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Reactor;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.wire.FrameAssembler.Arrival;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs modules as child processes of the broker, over a socket pair that the child knows as
/// `FLUX_MODULE_URI=fd://N` (spec broker 8.2, 8.3).
public final class SpawnedModuleLauncher implements ModuleLauncher {
    private static final String CHANNEL = "FLUX_MODULE_URI";

    /// Variables that speak of the broker's own surroundings.
    private static final List<String> NOT_INHERITED =
            List.of("FLUX_PROXY_REMOTE", "NOTIFY_SOCKET", "INVOCATION_ID");

    /// How long the last messages of a process that has ended may take to be read.
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final Reactor reactor;
    private final ProcessSpawner spawner;
    private final Environment environment;
    private final Attributes attributes;

    /// A launcher whose processes get these variables and `FLUX_URI`.
    public SpawnedModuleLauncher(
            Reactor reactor,
            ProcessSpawner spawner,
            Environment environment,
            Attributes attributes) {
        this.reactor = reactor;
        this.spawner = spawner;
        this.environment = environment;
        this.attributes = attributes;
    }

    @Override
    public ModuleProcess launch(Launch launch, Listener listener) {
        Map<String, String> variables = environment.copy();
        NOT_INHERITED.forEach(variables::remove);
        attributes.get("local-uri").ifPresent(uri -> variables.put("FLUX_URI", uri));
        SpawnRequest request =
                SpawnRequest.of(List.of("flux", launch.loader(), launch.path()), variables)
                        .withStdio(SpawnRequest.Stdio.INHERITED)
                        .withChannels(List.of(new SpawnRequest.Channel(CHANNEL, "fd://")));
        Spawned process = new Spawned(listener);
        try {
            process.begin(spawner.spawn(request));
        } catch (FluxException e) {
            reactor.post(() -> listener.onFailure(e.errno(), String.valueOf(e.getMessage())));
        }
        return process;
    }

    private final class Spawned implements ModuleProcess, ByteStream.Listener {
        private final Listener listener;
        private final FrameReader reader;
        private @Nullable ChildProcess child;
        private @Nullable ByteStream channel;
        private @Nullable ChannelQueue queue;
        private @Nullable WaitStatus exit;
        private boolean streamEnded;
        private boolean reported;

        private Spawned(Listener listener) {
            this.listener = listener;
            this.reader = new FrameReader(this::arrived);
        }

        private void begin(ChildProcess started) {
            child = started;
            ByteStream stream = started.stream(CHANNEL).orElseThrow();
            channel = stream;
            // The byte that a connector sends to a client it lets in.
            stream.write(new byte[] {0});
            queue = new ChannelQueue(reactor, stream);
            reactor.post(
                    () -> {
                        listener.onStarted(started.pid());
                        stream.listen(this);
                    });
            started.exit().then(this::exited, error -> exited(WaitStatus.exited(1)));
        }

        private void arrived(Arrival arrival) {
            switch (arrival) {
                case Arrival.Whole whole -> listener.onMessage(whole.message());
                case Arrival.Refused refused -> refused.answer().ifPresent(this::send);
            }
        }

        private void exited(WaitStatus status) {
            exit = status;
            if (streamEnded) {
                report(status);
            } else {
                reactor.after(LAST_WORDS, () -> report(status));
            }
        }

        private void report(WaitStatus status) {
            if (reported) {
                return;
            }
            reported = true;
            if (status.isSignaled()) {
                listener.onKilled(Signum.text(status.signum()));
            } else {
                listener.onExit(status.exitCode());
            }
        }

        @Override
        public void onBytes(byte[] chunk) {
            try {
                reader.read(chunk);
            } catch (FluxException e) {
                kill();
            }
        }

        @Override
        public void onTaken(int bytes) {
            if (queue != null) {
                queue.taken();
            }
        }

        @Override
        public void onEnd() {
            streamEnded = true;
            if (exit != null) {
                report(exit);
            }
        }

        @Override
        public void send(Message message) {
            ChannelQueue open = queue;
            if (open != null && !streamEnded) {
                open.add(message);
                if (open.isStuck()) {
                    kill();
                }
            }
        }

        @Override
        public void kill() {
            if (child == null || exit != null) {
                return;
            }
            try {
                child.kill(Signum.SIGKILL);
            } catch (FluxException e) {
                // It has ended by itself meanwhile; its exit is reported.
                return;
            }
        }

        @Override
        public int pending() {
            return queue == null ? 0 : queue.pending();
        }

        @Override
        public void close() {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
