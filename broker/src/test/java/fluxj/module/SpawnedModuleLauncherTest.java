package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.platform.os.ReactorThread;
import fluxj.reactor.Deferred;
import fluxj.service.AttributeTable;
import fluxj.service.Environment;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Launches a `flux` that is a shell script: it copies its channel back to itself.
class SpawnedModuleLauncherTest {
    private final ReactorThread thread = new ReactorThread();
    private final AttributeTable attributes = new AttributeTable();
    @TempDir private Path bin;

    @BeforeEach
    void setUri() {
        attributes.set("local-uri", "local:///x");
    }

    @AfterEach
    void close() {
        thread.close();
    }

    /// What the process did, in words.
    private static final class Story implements ModuleLauncher.Listener {
        private final List<String> lines = new ArrayList<>();
        private final Deferred<List<String>> ended = new Deferred<>();

        @Override
        public void onStarted(int pid) {
            lines.add("started");
        }

        @Override
        public void onMessage(Message message) {
            lines.add(message.topic() + " " + message.payload().length());
        }

        @Override
        public void onExit(int code) {
            lines.add("exit " + code);
            ended.complete(lines);
        }

        @Override
        public void onKilled(String signal) {
            lines.add("killed " + signal);
            ended.complete(lines);
        }

        @Override
        public void onFailure(Errno errno, String text) {
            lines.add("failed " + errno.number() + " " + text);
            ended.complete(lines);
        }
    }

    private ModuleLauncher launcher(String script) throws IOException {
        if (!script.isEmpty()) {
            Path flux = bin.resolve("flux");
            Files.writeString(flux, "#!/bin/bash\nfd=${FLUX_MODULE_URI#fd://}\n" + script + "\n");
            Files.setPosixFilePermissions(flux, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Environment environment =
                new Environment(
                        Map.of("PATH", bin + ":/bin:/usr/bin", "NOTIFY_SOCKET", "/run/systemd"));
        return new SpawnedModuleLauncher(
                thread.reactor(), thread.spawner(), environment, attributes);
    }

    private List<String> run(ModuleLauncher launcher, Message... messages) {
        Story story = new Story();
        return thread.await(
                () -> {
                    ModuleLauncher.ModuleProcess process =
                            launcher.launch(
                                    new ModuleLauncher.Launch("module-exec", "/m/x.so"), story);
                    for (Message message : messages) {
                        process.send(message);
                    }
                    return story.ended;
                });
    }

    private static Message message(int length) {
        return Request.of("a.b", Payload.ofBytes(new byte[length]), 0, 1, 0);
    }

    @Test
    void messagesGoBothWaysAfterTheFirstByte() throws IOException {
        int bytes = fluxj.wire.StreamFraming.encode(message(1000)).length;
        List<String> story =
                run(
                        launcher(
                                "head -c 1 <&$fd >/dev/null; head -c "
                                        + bytes
                                        + " <&$fd >&$fd; exit 3"),
                        message(1000));
        assertEquals(List.of("started", "a.b 1000", "exit 3"), story);
    }

    @Test
    void theCommandAndItsEnvironmentAreFluxs() throws IOException {
        List<String> story =
                run(
                        launcher(
                                "[ \"$1 $2 $FLUX_URI ${NOTIFY_SOCKET-none}\" ="
                                        + " 'module-exec /m/x.so local:///x none' ]"));
        assertEquals(List.of("started", "exit 0"), story);
    }

    @Test
    void theSignalThatKilledItIsNamed() throws IOException {
        assertEquals(
                List.of("started", "killed Segmentation fault"), run(launcher("kill -SEGV $$")));
    }

    @Test
    void nonsenseOnTheChannelKillsIt() throws IOException {
        assertEquals(
                List.of("started", "killed Killed"),
                run(launcher("echo this is no message at all >&$fd; exec sleep 60")));
    }

    @Test
    void aMissingCommandIsAFailure() throws IOException {
        assertEquals(
                List.of("failed 2 No such file or directory"),
                run(
                        new SpawnedModuleLauncher(
                                thread.reactor(),
                                thread.spawner(),
                                new Environment(Map.of("PATH", bin.toString())),
                                attributes)));
    }
}
