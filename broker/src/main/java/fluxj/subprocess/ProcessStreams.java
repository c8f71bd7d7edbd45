package fluxj.subprocess;

import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The streams of one process: lines out of what it says, and bounded input.
///
/// While nobody takes what it says its pipes are not read, all of them, so that the process waits
/// in its write; what had been read by then waits here, a chunk or two of each stream. What is
/// taken goes out [#TURN_LINES] lines or [#TURN_BYTES] bytes at a time: a process that never pauses
/// leaves the reactor to others between.
final class ProcessStreams {
    private static final int TURN_LINES = 256;
    private static final int TURN_BYTES = 256 * 1024;

    /// What happens on them.
    interface Events {
        /// False holds the output back until [#resume].
        boolean takesMore();

        void output(String stream, byte[] bytes);

        void ended(String stream);

        void taken(String stream, int bytes);
    }

    private final Reactor reactor;
    private final ChildProcess child;
    private final Command command;
    private final Events events;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<String, Integer> bufferSizes = new HashMap<>();
    private boolean reading = true;
    private boolean resuming;

    ProcessStreams(Reactor reactor, ChildProcess child, Command command, Events events) {
        this.reactor = reactor;
        this.child = child;
        this.command = command;
        this.events = events;
    }

    /// Begins to listen.
    ///
    /// @param channelOutput false drops what the child says on channels
    void begin(boolean channelOutput) {
        read("stdout");
        read("stderr");
        for (String channel : command.channels()) {
            if (channelOutput) {
                read(channel);
            } else {
                ignore(channel);
            }
        }
        ignore("stdin");
    }

    private void read(String name) {
        Optional<ByteStream> stream = child.stream(name);
        if (stream.isPresent()) {
            Reader reader = new Reader(name, stream.get());
            readers.add(reader);
            stream.get().listen(reader);
        }
    }

    private void ignore(String name) {
        child.stream(name).ifPresent(stream -> stream.listen(new Unread(name)));
    }

    /// The streams that can be written to.
    List<String> inputs() {
        List<String> names = new ArrayList<>(command.channels());
        if (child.stream("stdin").isPresent()) {
            names.add("stdin");
        }
        return names;
    }

    /// A stream that can be written to.
    Optional<ByteStream> input(String name) {
        return name.equals("stdout") || name.equals("stderr")
                ? Optional.empty()
                : child.stream(name);
    }

    int bufferSize(String name) {
        return bufferSizes.computeIfAbsent(
                name, _ -> StreamOptions.of(command.opts(), name).bufferSize());
    }

    /// The streams of output that have ended.
    List<String> ended() {
        List<String> names = new ArrayList<>();
        for (Reader reader : readers) {
            if (reader.ended) {
                names.add(reader.name);
            }
        }
        return names;
    }

    boolean allEnded() {
        for (Reader reader : readers) {
            if (!reader.ended) {
                return false;
            }
        }
        return true;
    }

    /// Closes what could still be written to.
    void close() {
        for (String name : inputs()) {
            child.stream(name).ifPresent(ByteStream::close);
        }
    }

    /// Gives out what waits, as far as it is taken, and reads on when nothing waits any more; later
    /// when others have their turn first.
    void resume() {
        if (!resuming) {
            giveOut();
        }
    }

    private void giveOut() {
        int lines = 0;
        int bytes = 0;
        for (Reader reader : readers) {
            while (reader.hasMore()) {
                if (!events.takesMore()) {
                    read(false);
                    return;
                }
                if (lines >= TURN_LINES || bytes >= TURN_BYTES) {
                    read(false);
                    resumeSoon();
                    return;
                }
                lines++;
                bytes += reader.giveOne();
            }
        }
        read(true);
        // The last of them completes the process, and may end this object's life.
        for (Reader reader : List.copyOf(readers)) {
            reader.endIfDrained();
        }
    }

    /// On the reactor's next turn: a posted task would be run on this one.
    private void resumeSoon() {
        if (!resuming) {
            resuming = true;
            reactor.after(
                    Duration.ZERO,
                    () -> {
                        resuming = false;
                        giveOut();
                    });
        }
    }

    private void read(boolean on) {
        if (reading != on) {
            reading = on;
            readers.forEach(reader -> reader.stream.reading(on));
        }
    }

    /// A stream of output.
    private final class Reader implements ByteStream.Listener {
        private final String name;
        private final ByteStream stream;
        private final OutputBuffer buffer;
        private byte @Nullable [] next;
        private boolean closed;
        private boolean ended;

        Reader(String name, ByteStream stream) {
            this.name = name;
            this.stream = stream;
            buffer = new OutputBuffer(StreamOptions.of(command.opts(), name));
        }

        boolean hasMore() {
            if (next == null) {
                next = buffer.next();
            }
            return next != null;
        }

        /// Gives one line out; its length.
        int giveOne() {
            byte[] line = next;
            if (line == null) {
                return 0;
            }
            next = null;
            events.output(name, line);
            return line.length;
        }

        void endIfDrained() {
            if (closed && !ended && !hasMore()) {
                ended = true;
                events.ended(name);
            }
        }

        @Override
        public void onBytes(byte[] chunk) {
            buffer.add(chunk);
            resume();
        }

        @Override
        public void onEnd() {
            closed = true;
            buffer.close();
            resume();
        }

        @Override
        public void onTaken(int bytes) {
            events.taken(name, bytes);
        }
    }

    /// A stream whose output, if any, nobody asked for.
    private final class Unread implements ByteStream.Listener {
        private final String name;

        Unread(String name) {
            this.name = name;
        }

        @Override
        public void onBytes(byte[] chunk) {}

        @Override
        public void onEnd() {}

        @Override
        public void onTaken(int bytes) {
            events.taken(name, bytes);
        }
    }
}
