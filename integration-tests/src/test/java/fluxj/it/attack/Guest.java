package fluxj.it.attack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Connections that the kernel says another user has made. They are made by a thread that has that
/// user's effective id while it connects; only root can have such threads.
final class Guest {
    /// The user, whom every system calls nobody.
    static final int UID = 65534;

    private static final long KEEP = -1;

    private Guest() {}

    /// Skips the test, saying so, where connections of others cannot be made.
    static void assumePossible() {
        boolean root;
        try {
            root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            root = false;
        }
        assumeTrue(
                root && systemCall() > 0,
                "skipped: only root on Linux can connect as another user");
    }

    /// A client on a reactor of the calling thread.
    ///
    /// @param environment may have variables that make it claim other credentials
    static FluxClient open(Path socket, Map<String, String> environment, ClientReactor reactor) {
        return as(() -> FluxClient.open("local://" + socket, environment, reactor));
    }

    /// Bare connections that were let in, not blocking.
    static List<SocketChannel> connect(Path socket, int count) {
        return as(
                () -> {
                    List<SocketChannel> channels = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        SocketChannel channel =
                                SocketChannel.open(UnixDomainSocketAddress.of(socket));
                        ByteBuffer verdict = ByteBuffer.allocate(1);
                        channel.read(verdict);
                        if (verdict.hasRemaining() || verdict.get(0) != 0) {
                            throw new IOException("the guest was not let in");
                        }
                        channel.configureBlocking(false);
                        channels.add(channel);
                    }
                    return channels;
                });
    }

    /// Connects and is refused that many times; gives the byte that said so the last time.
    static int refused(Path socket, int count) {
        return as(
                () -> {
                    ByteBuffer verdict = ByteBuffer.allocate(1);
                    for (int i = 0; i < count; i++) {
                        try (SocketChannel channel =
                                SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                            verdict.clear();
                            channel.read(verdict);
                        }
                    }
                    return (int) verdict.get(0);
                });
    }

    /// Runs something on a thread of its own as that user.
    private static <T> T as(Callable<T> work) {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            becomeGuest();
                            return work.call();
                        });
        Thread.ofPlatform().daemon().name("guest").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The system call itself: unlike the function of the C library it is for this thread alone.
    private static void becomeGuest() {
        Linker linker = Linker.nativeLinker();
        MethodHandle syscall =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("syscall"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        long result;
        try {
            result = (long) syscall.invokeExact(systemCall(), KEEP, (long) UID, KEEP);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result != 0) {
            throw new UncheckedIOException(new IOException("setresuid is not permitted"));
        }
    }

    /// The number of `setresuid`; 0 where it is not known.
    private static long systemCall() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> 117;
            case "aarch64" -> 147;
            default -> 0;
        };
    }
}
