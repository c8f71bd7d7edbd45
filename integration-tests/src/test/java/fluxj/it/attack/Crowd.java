package fluxj.it.attack;

import fluxj.errors.FluxException;
import fluxj.wire.Message;
import fluxj.wire.Response;
import fluxj.wire.StreamFraming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Connections to a local connector that push messages as fast as the broker takes them, on the
/// caller's thread. They read what comes, or never.
final class Crowd implements AutoCloseable {
    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();

    Crowd() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds a connection.
    ///
    /// @param messages the bytes of each message by its number
    void add(SocketChannel channel, boolean reads, int count, IntFunction<byte[]> messages) {
        members.add(new Member(channel, reads, count, messages));
    }

    /// Adds connections that all send the same message.
    void addAll(List<SocketChannel> channels, boolean reads, int count, byte[] message) {
        for (SocketChannel channel : channels) {
            add(channel, reads, count, _ -> message);
        }
    }

    /// Pushes until everything is sent, or as much as goes in a time.
    void push(Duration limit) {
        runUntilDone(limit, false);
    }

    /// Pushes and reads until each connection that reads has an answer to each of its messages.
    void converse(Duration limit) {
        runUntilDone(limit, true);
    }

    private void runUntilDone(Duration limit, boolean answered) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && members.stream().anyMatch(m -> !m.isDone(answered))) {
            try {
                selector.select(key -> ((Member) key.attachment()).onReady(), 50);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Messages that went out whole.
    long sent() {
        return members.stream().mapToLong(member -> member.next).sum();
    }

    /// Connections that the broker has closed, as far as that was seen.
    long closed() {
        return members.stream().filter(member -> !member.channel.isOpen()).count();
    }

    /// Answers by error number, 0 for success.
    Map<Integer, Integer> answers() {
        return answers;
    }

    @Override
    public String toString() {
        return sent() + " messages sent, " + closed() + " closed, answers " + answers;
    }

    @Override
    public void close() {
        try {
            for (Member member : members) {
                member.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Member {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final boolean reads;
        private final int count;
        private final IntFunction<byte[]> messages;
        private ByteBuffer output = ByteBuffer.allocate(0);
        private ByteBuffer input;
        private boolean started;
        private int next;
        private int heard;

        Member(SocketChannel channel, boolean reads, int count, IntFunction<byte[]> messages) {
            this.channel = channel;
            this.reads = reads;
            this.count = count;
            this.messages = messages;
            input = ByteBuffer.allocate(reads ? 64 << 10 : 0);
            try {
                key = channel.register(selector, interest(true), this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private int interest(boolean more) {
            return (reads ? SelectionKey.OP_READ : 0) | (more ? SelectionKey.OP_WRITE : 0);
        }

        boolean isDone(boolean answered) {
            return !channel.isOpen() || (next == count && (!answered || !reads || heard >= count));
        }

        void onReady() {
            try {
                if (key.isReadable()) {
                    read();
                }
                if (key.isValid() && key.isWritable()) {
                    write();
                }
            } catch (IOException | FluxException e) {
                end();
            }
        }

        private void write() throws IOException {
            while (next < count) {
                if (!started) {
                    output = ByteBuffer.wrap(messages.apply(next));
                    started = true;
                }
                channel.write(output);
                if (output.hasRemaining()) {
                    return;
                }
                started = false;
                next++;
            }
            key.interestOps(interest(false));
        }

        private void read() throws IOException {
            if (channel.read(input) < 0) {
                end();
                return;
            }
            input.flip();
            Optional<Message> message = StreamFraming.decode(input);
            while (message.isPresent()) {
                if (message.get() instanceof Response response) {
                    heard++;
                    answers.merge(response.errnum(), 1, Integer::sum);
                }
                message = StreamFraming.decode(input);
            }
            int needed = StreamFraming.frameLength(input);
            if (needed > input.capacity()) {
                input = ByteBuffer.allocate(needed).put(input);
            } else {
                input.compact();
            }
        }

        private void end() {
            key.cancel();
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
