package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Idset;
import fluxj.platform.ByteStream;
import fluxj.platform.ProcessSetting;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.SpawnRequest;
import fluxj.reactor.Deferred;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

@Timeout(60)
class OsPseudoTerminalTest {
    private static final Map<String, String> ENV = Map.of("PATH", "/usr/bin:/bin");

    private final ReactorThread thread = new ReactorThread();

    @AfterEach
    void closeReactor() {
        thread.close();
    }

    private static SpawnRequest shell(String script, ProcessSetting setting) {
        SpawnRequest usual = SpawnRequest.of(List.of("sh", "-c", script), ENV);
        return new SpawnRequest(
                usual.argv(),
                usual.env(),
                usual.cwd(),
                usual.stdio(),
                usual.channels(),
                usual.ownGroup(),
                setting);
    }

    /// Types when the first has been printed, and gives what was printed until the last process had
    /// left.
    private String printed(String script, String typed) {
        return thread.await(
                () -> {
                    PseudoTerminal terminal = thread.spawner().openTerminal();
                    terminal.resize(12, 34);
                    thread.spawner()
                            .spawn(
                                    shell(
                                            script,
                                            ProcessSetting.USUAL.onTerminal(terminal.device())));
                    Typist typist = new Typist(terminal, typed);
                    terminal.listen(typist);
                    return typist.end;
                });
    }

    private static final class Typist implements ByteStream.Listener {
        private final Deferred<String> end = new Deferred<>();
        private final StringBuilder text = new StringBuilder();
        private final PseudoTerminal terminal;
        private final String typed;

        Typist(PseudoTerminal terminal, String typed) {
            this.terminal = terminal;
            this.typed = typed;
        }

        @Override
        public void onBytes(byte[] chunk) {
            if (text.isEmpty()) {
                terminal.write(typed.getBytes(StandardCharsets.UTF_8));
            }
            text.append(new String(chunk, StandardCharsets.UTF_8));
        }

        @Override
        public void onEnd() {
            terminal.close();
            end.complete(text.toString());
        }
    }

    @Test
    void aProcessOnATerminalHasItsStreamsAndItsSession() {
        assertEquals(
                "12 34\r\nsame\r\n",
                printed(
                        "stty size; test \"$(tty)\" = \"$(readlink /proc/$$/fd/2)\""
                                + " && test $(cut -d' ' -f6 /proc/$$/stat) = $$"
                                + " && echo same >/dev/tty",
                        ""));
    }

    @Test
    void whatIsTypedIsEchoedAndRead() {
        assertEquals(
                "ready\r\nword\r\nread word\r\n",
                printed("echo ready; read x; echo read $x", "word\n"));
    }

    @Test
    void moreThanATerminalTakesAtOnceIsReadInTheEnd() {
        String line = "x".repeat(99) + "\n";
        assertEquals(
                "ready\r\n200000\r\n",
                printed("stty -echo; echo ready; head -c 200000 | wc -c", line.repeat(2000)));
    }

    @Test
    void aProcessRunsOnTheCpusThatItWasGiven() {
        String mask =
                thread.await(
                        () ->
                                Collected.textOf(
                                        thread
                                                .spawner()
                                                .spawn(
                                                        shell(
                                                                "grep Cpus_allowed_list"
                                                                        + " /proc/self/status",
                                                                ProcessSetting.USUAL.onCpus(
                                                                        Idset.of(0))))
                                                .stream("stdout")
                                                .orElseThrow()));
        assertTrue(mask.endsWith("\t0\n"), mask);
        String usual =
                thread.await(
                        () ->
                                Collected.textOf(
                                        thread
                                                .spawner()
                                                .spawn(shell("nproc", ProcessSetting.USUAL))
                                                .stream("stdout")
                                                .orElseThrow()));
        assertEquals(Runtime.getRuntime().availableProcessors() + "\n", usual);
    }
}
