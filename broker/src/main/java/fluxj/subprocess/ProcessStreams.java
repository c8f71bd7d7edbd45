package fluxj.subprocess;

import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The streams of one process: lines out of what it says, and bounded input.
final class ProcessStreams {
    /// What happens on them.
    interface Events {
        void output(String stream, byte[] bytes);

        void ended(String stream);

        void taken(String stream, int bytes);
    }

    private final ChildProcess child;
    private final Command command;
    private final Events events;
    private final List<Reader> readers = new ArrayList<>();

    ProcessStreams(ChildProcess child, Command command, Events events) {
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
            Reader reader = new Reader(name);
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
        return StreamOptions.of(command.opts(), name).bufferSize();
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

    /// A stream of output.
    private final class Reader implements ByteStream.Listener {
        private final String name;
        private final OutputBuffer buffer;
        private boolean ended;

        Reader(String name) {
            this.name = name;
            buffer =
                    new OutputBuffer(
                            StreamOptions.of(command.opts(), name),
                            bytes -> events.output(name, bytes));
        }

        @Override
        public void onBytes(byte[] chunk) {
            buffer.add(chunk);
        }

        @Override
        public void onEnd() {
            if (!ended) {
                buffer.flush();
                ended = true;
                events.ended(name);
            }
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
