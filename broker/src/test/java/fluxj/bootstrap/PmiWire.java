package fluxj.bootstrap;

import fluxj.platform.ByteStream;
import fluxj.platform.Descriptors;
import fluxj.pmi.PmiKeys;
import fluxj.pmi.PmiResult;
import fluxj.pmi.PmiServer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Clients and the real PMI server without sockets: descriptor N is rank N. Lines travel when
/// [#run] is called, a few bytes at a time.
final class PmiWire implements Descriptors, PmiServer.Clients {
    final PmiServer server;
    final Map<Integer, String> finished = new HashMap<>();
    private final Map<Integer, Wire> wires = new HashMap<>();
    private final Deque<Runnable> toDo = new ArrayDeque<>();

    PmiWire(int size, Map<String, String> keys) {
        server = new PmiServer(new PmiServer.Program("-", size, size), new PmiKeys(keys), this);
    }

    private Wire wire(int rank) {
        return Objects.requireNonNull(wires.get(rank));
    }

    void run() {
        while (!toDo.isEmpty()) {
            toDo.removeFirst().run();
        }
    }

    /// The server closes a client's connection.
    void hangUp(int rank) {
        wire(rank).listener().onEnd();
    }

    @Override
    public ByteStream stream(int fd) {
        Wire wire = new Wire(fd);
        wires.put(fd, wire);
        return wire;
    }

    @Override
    public void whenReadable(int fd, Runnable handler) {
        throw new IllegalStateException();
    }

    @Override
    public Watch watch(int fd, Runnable handler) {
        throw new IllegalStateException();
    }

    @Override
    public void send(int rank, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += 7) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(at + 7, bytes.length));
            toDo.add(() -> wire(rank).listener().onBytes(piece));
        }
    }

    @Override
    public void finished(int rank) {
        finished.put(rank, "");
    }

    @Override
    public void abort(int rank, int exitCode, String message) {
        finished.put(rank, message);
    }

    @Override
    public void barrier() {
        server.release(PmiResult.SUCCESS);
    }

    @Override
    public void warn(String text) {}

    private final class Wire implements ByteStream {
        private final int rank;
        private @Nullable Listener listener;

        Listener listener() {
            return Objects.requireNonNull(listener);
        }

        Wire(int rank) {
            this.rank = rank;
        }

        @Override
        public void listen(Listener who) {
            listener = who;
        }

        @Override
        public void write(byte[] chunk) {
            String text = new String(chunk, StandardCharsets.UTF_8);
            text.lines().forEach(line -> toDo.add(() -> server.receive(rank, line)));
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void end() {}

        @Override
        public void reading(boolean on) {}

        @Override
        public void close() {}
    }
}
