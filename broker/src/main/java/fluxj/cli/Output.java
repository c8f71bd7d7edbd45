package fluxj.cli;

import fluxj.format.IoReason;
import fluxj.platform.os.OsDescriptors;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Standard output of a command, buffered. Other print streams keep an error to themselves; here
/// what cannot be written ends the command with an [OutputFailure], once.
public final class Output extends PrintStream {
    private static final int STDOUT = 1;
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/" + STDOUT);
    private static final int BUFFER = 8192;

    private final Kind kind;

    /// What is behind it.
    public enum Kind {
        /// A stream of this program's own.
        STREAM,
        TERMINAL,
        FILE,
        /// A pipe, a socket, a device: something whose reader may leave.
        PIPE
    }

    public Output(OutputStream to, Kind kind) {
        super(new BufferedOutputStream(new Sink(to), BUFFER), false, StandardCharsets.UTF_8);
        this.kind = kind;
    }

    /// The standard output of this process.
    static Output ofProcess() {
        Kind kind = Kind.PIPE;
        if (isTerminal(STDOUT)) {
            kind = Kind.TERMINAL;
        } else if (Files.isRegularFile(DESCRIPTOR)) {
            kind = Kind.FILE;
        }
        return new Output(new FileOutputStream(FileDescriptor.out), kind);
    }

    /// True when that descriptor of this process is a terminal.
    public static boolean isTerminal(int fd) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /// True when it is a terminal.
    public boolean isTerminal() {
        return kind == Kind.TERMINAL;
    }

    /// Writes what is buffered before a line of standard error. An error is left out, because the
    /// command ends with another one already.
    public void flushBeforeError() {
        try {
            flush();
        } catch (OutputFailure e) {
            return;
        }
    }

    /// Writes what is buffered and asks the kernel for what it has not told yet: some file systems
    /// report a full disk when a file is closed.
    public void finish() {
        flush();
        if (kind == Kind.FILE) {
            attempt(Output::closeOnce);
        }
    }

    /// This output for a backup, with errors that are no [OutputFailure] but what streams throw.
    /// Closing it waits until all is on the disk, if this is a file, and leaves this open.
    public OutputStream durable() {
        return new FilterOutputStream(this) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                attempt(() -> Output.this.write(bytes, from, count));
            }

            @Override
            public void flush() throws IOException {
                attempt(Output.this::flush);
            }

            @Override
            public void close() throws IOException {
                flush();
                if (kind == Kind.FILE) {
                    FileDescriptor.out.sync();
                }
            }

            private void attempt(Runnable step) throws IOException {
                try {
                    step.run();
                } catch (OutputFailure e) {
                    throw new IOException(e.reason(), e);
                }
            }
        };
    }

    /// True when this is a pipe or a socket, whose reader may leave. A terminal that hangs up sends
    /// SIGHUP instead.
    boolean hasReader() {
        return kind == Kind.PIPE;
    }

    /// Ends the command as SIGPIPE would when that reader has left, although nothing may be written
    /// any more.
    void checkReader() {
        if (OsDescriptors.isHungUp(STDOUT)) {
            throw OutputFailure.readerLeft();
        }
    }

    /// Closes standard output opened anew, as [FileDescriptor#out] itself is closed without a
    /// report.
    private static void closeOnce() throws IOException {
        FileChannel again;
        try {
            again = FileChannel.open(DESCRIPTOR, StandardOpenOption.WRITE);
        } catch (IOException e) {
            // Not ours to open, such as another user's.
            return;
        }
        again.close();
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw OutputFailure.of(IoReason.of(e));
        }
    }

    /// Throws what print streams do not let through, and takes nothing more after that.
    private static final class Sink extends OutputStream {
        private final OutputStream to;
        private boolean failed;

        Sink(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            unlessFailed(() -> to.write(bytes, from, count));
        }

        @Override
        public void flush() {
            unlessFailed(to::flush);
        }

        private void unlessFailed(Step step) {
            if (failed) {
                return;
            }
            try {
                step.run();
            } catch (IOException e) {
                failed = true;
                throw OutputFailure.of(IoReason.of(e));
            }
        }
    }
}
