package fluxj.module;

import fluxj.wire.Message;

import java.util.ArrayList;
import java.util.List;

/// A launcher whose processes are played by the test.
final class ScriptedLauncher implements ModuleLauncher {
    /// One process.
    static final class Played implements ModuleProcess {
        private final Launch launch;
        private final Listener listener;
        private final List<Message> received = new ArrayList<>();
        private boolean killed;
        private boolean closed;

        private Played(Launch launch, Listener listener) {
            this.launch = launch;
            this.listener = listener;
        }

        Launch launch() {
            return launch;
        }

        Listener says() {
            return listener;
        }

        List<Message> received() {
            return received;
        }

        boolean isKilled() {
            return killed;
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public void send(Message message) {
            received.add(message);
        }

        @Override
        public void kill() {
            killed = true;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final List<Played> started = new ArrayList<>();

    @Override
    public ModuleProcess launch(Launch launch, Listener listener) {
        Played process = new Played(launch, listener);
        started.add(process);
        return process;
    }

    Played last() {
        return started.getLast();
    }
}
