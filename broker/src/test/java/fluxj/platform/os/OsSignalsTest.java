package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.platform.Signum;
import fluxj.reactor.Deferred;
import fluxj.reactor.netty.NettyDescriptors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

@Timeout(60)
class OsSignalsTest {
    @Test
    void bringsSignalsToTheReactor() {
        try (ReactorThread thread = new ReactorThread();
                OsSignals signals = new OsSignals(thread.reactor())) {
            int self = self(thread);
            for (int signum :
                    List.of(
                            Signum.SIGHUP,
                            Signum.SIGINT,
                            Signum.SIGTERM,
                            Signum.SIGALRM,
                            Signum.SIGUSR1,
                            Signum.SIGUSR2)) {
                if (isIgnoredSinceStart(signum)) {
                    // The JVM keeps to it: a shell starts what is in the background so.
                    continue;
                }
                Deferred<Integer> caught = new Deferred<>();
                assertEquals(List.of(), signals.handle(List.of(signum), caught::complete));
                LibcProcess.kill(self, signum);
                assertEquals(signum, thread.await(() -> caught));
            }
        }
    }

    @Test
    void quitIsASignalLikeTheOthers() {
        try (ReactorThread thread = new ReactorThread()) {
            OsSignals signals = signals(thread);
            for (int i = 0; i < 3; i++) {
                Deferred<Integer> caught = new Deferred<>();
                assertEquals(
                        List.of(),
                        thread.call(
                                () -> signals.handle(List.of(Signum.SIGQUIT), caught::complete)));
                LibcProcess.kill(self(thread), Signum.SIGQUIT);
                assertEquals(Signum.SIGQUIT, thread.await(() -> caught));
            }
            thread.call(
                    () -> {
                        signals.close();
                        return 0;
                    });
        }
    }

    @Test
    void whatTheToolsOfTheJdkSendIsTheJvms() throws IOException {
        Path asked = Path.of("/tmp/.attach_pid" + ProcessHandle.current().pid());
        try (ReactorThread thread = new ReactorThread()) {
            OsSignals signals = signals(thread);
            Deferred<Integer> caught = new Deferred<>();
            thread.call(() -> signals.handle(List.of(Signum.SIGQUIT), caught::complete));
            Path socket = Path.of("/tmp/.java_pid" + ProcessHandle.current().pid());
            Files.createFile(asked);
            LibcProcess.kill(self(thread), Signum.SIGQUIT);
            while (!Files.exists(socket)) {
                Thread.onSpinWait();
            }
            assertFalse(thread.call(caught::isDone));
            thread.call(
                    () -> {
                        signals.close();
                        return 0;
                    });
        } finally {
            Files.deleteIfExists(asked);
        }
    }

    @Test
    void ignoredSignalsDoNothing() {
        try (ReactorThread thread = new ReactorThread();
                OsSignals signals = new OsSignals(thread.reactor())) {
            signals.ignore(List.of(Signum.SIGTTOU, Signum.SIGTSTP));
            int self = self(thread);
            LibcProcess.kill(self, Signum.SIGTTOU);
            LibcProcess.kill(self, Signum.SIGTSTP);
        }
    }

    @Test
    void killIsRefused() {
        try (ReactorThread thread = new ReactorThread();
                OsSignals signals = new OsSignals(thread.reactor())) {
            assertEquals(
                    List.of(Signum.SIGKILL),
                    signals.handle(List.of(Signum.SIGUSR1, Signum.SIGKILL), _ -> {}));
        }
    }

    @Test
    void theCodeOfAHandlerIsThatOfTheMachine() {
        assertEquals(
                "57" + "4889e6" + "ba08000000" + "bf2c010000" + "b801000000" + "0f05" + "5f" + "c3",
                HexFormat.of().formatHex(QuitSignal.machineCode("amd64", 300)));
        assertEquals(
                "e07bbfa9e1030091020180d280258052080880d2010000d4e07bc1a8c0035fd6",
                HexFormat.of().formatHex(QuitSignal.machineCode("aarch64", 300)));
        assertEquals(0, QuitSignal.machineCode("riscv64", 3).length);
    }

    private static OsSignals signals(ReactorThread thread) {
        return new OsSignals(thread.reactor(), new NettyDescriptors(thread.reactor()));
    }

    private static int self(ReactorThread thread) {
        return new OsHostFacts(thread.reactor().random()).pid();
    }

    private static boolean isIgnoredSinceStart(int signum) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String mask =
                    lines.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
            long ignored = Long.parseUnsignedLong(mask.substring(mask.indexOf('\t') + 1), 16);
            return (ignored >>> (signum - 1) & 1) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
