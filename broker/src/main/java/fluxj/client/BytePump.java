package fluxj.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/// Carries bytes between two blocking channels, for connections that pass through this process. Who
/// reads slowly holds back who writes.
public final class BytePump {
    private static final int PIECE = 64 * 1024;

    private BytePump() {}

    /// Copies until the end of one side or the loss of the other.
    public static void copy(ReadableByteChannel from, WritableByteChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One of the two has left, which ends the connection as an end of file does.
            return;
        }
    }

    /// Joins two sockets on threads of their own, until one of them ends; then both are closed.
    public static void join(SocketChannel one, SocketChannel other) {
        start(() -> copy(one, other), one, other);
        start(() -> copy(other, one), one, other);
    }

    /// Joins a socket with the streams of a process in the same way.
    static void join(SocketChannel socket, Process process) {
        ReadableByteChannel out = Channels.newChannel(process.getInputStream());
        WritableByteChannel in = new Unbuffered(process.getOutputStream());
        start(() -> copy(socket, in), socket, in);
        start(() -> copy(out, socket), socket, out);
    }

    /// A process's standard input, which Java buffers until it is told not to.
    private record Unbuffered(OutputStream stream) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) throws IOException {
            int count = from.remaining();
            stream.write(from.array(), from.arrayOffset() + from.position(), count);
            from.position(from.limit());
            stream.flush();
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    private static void start(Runnable work, Channel one, Channel other) {
        Thread.ofPlatform()
                .daemon()
                .name("pump")
                .start(
                        () -> {
                            work.run();
                            close(one);
                            close(other);
                        });
    }

    private static void close(Channel end) {
        try {
            end.close();
        } catch (IOException e) {
            // It is closed all the same.
            return;
        }
    }
}
