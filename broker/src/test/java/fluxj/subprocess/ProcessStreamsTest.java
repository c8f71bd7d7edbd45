package fluxj.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.module.ManualReactor;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class ProcessStreamsTest {
    private final ManualReactor reactor = new ManualReactor();
    private final Pipe stdout = new Pipe();
    private final Pipe stderr = new Pipe();
    private final List<String> heard = new ArrayList<>();
    private OptionalInt room = OptionalInt.empty();
    private final ProcessStreams streams =
            new ProcessStreams(
                    reactor, new Child(), Command.of(List.of("x"), Map.of()), new Taker());

    /// A pipe that says what it is told to.
    private static final class Pipe implements ByteStream {
        private @Nullable Listener listener;
        private boolean reading = true;

        void say(String text) {
            if (listener != null) {
                listener.onBytes(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        void hangUp() {
            if (listener != null) {
                listener.onEnd();
            }
        }

        @Override
        public void listen(Listener target) {
            listener = target;
        }

        @Override
        public void write(byte[] chunk) {}

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void end() {}

        @Override
        public void reading(boolean on) {
            reading = on;
        }

        @Override
        public void close() {}
    }

    private final class Child implements ChildProcess {
        @Override
        public int pid() {
            return 1;
        }

        @Override
        public Promise<WaitStatus> exit() {
            return new Deferred<>();
        }

        @Override
        public void onStopped(Runnable handler) {}

        @Override
        public Optional<ByteStream> stream(String name) {
            return switch (name) {
                case "stdout" -> Optional.of(stdout);
                case "stderr" -> Optional.of(stderr);
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Integer> takeDescriptor(String channel) {
            return Optional.empty();
        }

        @Override
        public void kill(int signum) {}
    }

    /// Takes as many pieces as there is room for.
    private final class Taker implements ProcessStreams.Events {
        @Override
        public boolean takesMore() {
            return room.isEmpty() || room.getAsInt() > 0;
        }

        @Override
        public void output(String stream, byte[] bytes) {
            heard.add(stream + " " + new String(bytes, StandardCharsets.UTF_8).strip());
            if (room.isPresent()) {
                room = OptionalInt.of(room.getAsInt() - 1);
            }
        }

        @Override
        public void ended(String stream) {
            heard.add(stream + " eof");
        }

        @Override
        public void taken(String stream, int bytes) {}
    }

    private void begin(OptionalInt roomForPieces) {
        room = roomForPieces;
        streams.begin(true);
    }

    @Test
    void nothingIsReadWhileNobodyTakesIt() {
        begin(OptionalInt.of(2));
        stdout.say("a\nb\nc\nd");
        assertEquals(List.of("stdout a", "stdout b"), heard);
        assertFalse(stdout.reading);
        assertFalse(stderr.reading);
    }

    @Test
    void whatWaitedComesFirstAndInOrderThenThePipesAreRead() {
        begin(OptionalInt.of(1));
        stdout.say("a\nb");
        stdout.say("c\nd\n");
        stderr.say("e\n");
        room = OptionalInt.of(1);
        streams.resume();
        assertEquals(List.of("stdout a", "stdout bc"), heard);
        assertFalse(stdout.reading);
        room = OptionalInt.empty();
        streams.resume();
        assertEquals(List.of("stdout a", "stdout bc", "stdout d", "stderr e"), heard);
        assertTrue(stdout.reading);
        assertTrue(stderr.reading);
    }

    @Test
    void aStreamEndsAfterWhatWaited() {
        begin(OptionalInt.of(1));
        stdout.say("a\nb\nc");
        stdout.hangUp();
        assertEquals(List.of("stdout a"), heard);
        assertFalse(streams.allEnded());
        room = OptionalInt.empty();
        streams.resume();
        assertEquals(List.of("stdout a", "stdout b", "stdout c", "stdout eof"), heard);
        assertEquals(List.of("stdout"), streams.ended());
    }

    @Test
    void manyLinesAreGivenOutInTurns() {
        begin(OptionalInt.empty());
        stdout.say("x\n".repeat(600));
        stdout.hangUp();
        assertEquals(256, heard.size());
        assertFalse(stdout.reading);
        // Posted tasks would be run on the same turn.
        reactor.run();
        assertEquals(256, heard.size());
        reactor.advance(Duration.ZERO);
        assertEquals(601, heard.size());
        assertEquals("stdout eof", heard.getLast());
        assertTrue(stdout.reading);
    }

    @Test
    void whatComesWhileOthersHaveTheirTurnWaits() {
        begin(OptionalInt.empty());
        stdout.say("x\n".repeat(300));
        stderr.say("y\n");
        assertEquals(256, heard.size());
        reactor.advance(Duration.ZERO);
        assertEquals("stderr y", heard.getLast());
        assertEquals(301, heard.size());
    }
}
