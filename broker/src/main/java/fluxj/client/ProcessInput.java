package fluxj.client;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/// Standard input of this process. Unlike that of `System.in`, its reader can be interrupted, after
/// which nothing more can be read: a thread that waits in a system call holds up the end of the JVM
/// by 0.3 seconds.
public final class ProcessInput extends InputStream {
    private final FileChannel channel;

    private ProcessInput(FileChannel channel) {
        this.channel = channel;
    }

    /// Standard input, buffered.
    public static InputStream open() {
        return new BufferedInputStream(
                new ProcessInput(new FileInputStream(FileDescriptor.in).getChannel()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, bytes.length);
        return count == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, from, count));
    }
}
