package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Jobs that are instances: the files in their jobspec and the older `batch` attribute.
class NestedJobTest {
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir Path rundir;

    private ShellHarness job(int nodes, String command, String others) {
        return new ShellHarness(
                        rundir,
                        nodes,
                        nodes,
                        command,
                        new ShellHarness.Attributes("{\"exit-timeout\":\"none\"}", others))
                .program("flux", _ -> Script.exits(0).lasting(Duration.ofSeconds(10)));
    }

    private Path file(int shell, String name) {
        return rundir.resolve("jobtmp-" + shell + "-ƒdeyF7V").resolve(name);
    }

    @Test
    void filesOfTheJobspecAreOnEachNodeWhileTheJobRuns() throws IOException {
        ShellHarness job =
                job(
                                2,
                                "\"flux\",\"broker\",\"{{tmpdir}}/script\",\"a\"",
                                """
                                ,"files":{"script":{"mode":33216,"data":"#!/bin/sh\\ntrue\\n",
                                "encoding":"utf-8"},"sub/bytes":{"mode":33152,"size":3,
                                "data":"AP8K","encoding":"base64"},
                                "conf.json":{"mode":33152,"data":{"a":{"b":[1,2.5]}}}}""")
                        .run(SHORT);
        for (int shell = 0; shell < 2; shell++) {
            assertEquals("#!/bin/sh\ntrue\n", Files.readString(file(shell, "script")));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(file(shell, "script"))));
            assertEquals(
                    List.of((byte) 0, (byte) 0xff, (byte) '\n'),
                    bytes(Files.readAllBytes(file(shell, "sub/bytes"))));
            assertEquals("{\"a\":{\"b\":[1,2.5]}}", Files.readString(file(shell, "conf.json")));
        }
        assertEquals(
                List.of("flux", "broker", file(0, "script").toString(), "a"),
                job.nodes.getFirst().processes.started().getFirst().argv());
        job.reactor.runFor(LONG);
        assertFalse(Files.exists(file(0, "script").getParent()));
    }

    private static List<Byte> bytes(byte[] all) {
        List<Byte> list = new ArrayList<>();
        for (byte each : all) {
            list.add(each);
        }
        return list;
    }

    @Test
    void aFileThatCannotBeReadEndsTheJobBeforeItsTasks() {
        for (String wrong :
                List.of(
                        "{\"mode\":33152,\"data\":\"?\",\"encoding\":\"base64\"}",
                        "{\"mode\":33152,\"data\":\"x\",\"encoding\":\"rot13\"}",
                        "{\"mode\":33152,\"data\":7,\"encoding\":\"utf-8\"}",
                        "{\"mode\":49152}",
                        "{\"data\":\"x\"}",
                        "7")) {
            ShellHarness job = job(1, "\"flux\"", ",\"files\":{\"f\":" + wrong + "}").run(LONG);
            assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses(), () -> wrong);
            assertEquals(List.of(), job.nodes.getFirst().processes.started(), () -> wrong);
        }
    }

    @Test
    void theBatchAttributeMakesBrokersOfTheTasks() throws IOException {
        ShellHarness job =
                job(
                                2,
                                "\"name\",\"arg\"",
                                ",\"batch\":{\"script\":\"#!/bin/sh\\n\",\"broker-opts\":[\"-v\",\"-Sa=b\"]}")
                        .run(SHORT);
        assertEquals("#!/bin/sh\n", Files.readString(file(0, "script")));
        assertFalse(Files.exists(file(1, "script")));
        assertEquals(
                List.of("flux", "broker", "-v", "-Sa=b", file(0, "script").toString(), "arg"),
                job.nodes.get(0).processes.started().getFirst().argv());
        assertEquals(
                List.of("flux", "broker", "-v", "-Sa=b"),
                job.nodes.get(1).processes.started().getFirst().argv());
    }

    @Test
    void aCommandThatIsABrokerStaysAsItIs() {
        ShellHarness job =
                job(1, "\"/x/flux\",\"start\"", ",\"batch\":{\"script\":\"#!/bin/sh\\n\"}");
        job.program("/x/flux", _ -> Script.exits(0)).run(LONG);
        assertEquals(
                List.of("/x/flux", "start"),
                job.nodes.getFirst().processes.started().getFirst().argv());
    }

    @Test
    void aBatchAttributeWithoutScriptIsRefused() {
        ShellHarness job = job(1, "\"x\"", ",\"batch\":{\"broker-opts\":[]}").run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
    }
}
