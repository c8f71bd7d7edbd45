package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.json.JsonObject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A state directory goes from one implementation to the other and back: the same root, the same
/// dump, under each.
@Tag("interop")
class RestartInteropTest {
    private static String flux = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
    }

    private record Case(String backing, String hash, boolean oursFirst) {
        String name() {
            return backing + "-" + hash + (oursFirst ? "-ours-first" : "-theirs-first");
        }
    }

    @TestFactory
    Stream<DynamicTest> aStateDirectoryMovesBetweenImplementations() {
        List<Case> cases = new ArrayList<>();
        for (String backing : List.of("content-sqlite", "content-files")) {
            for (String hash : List.of("sha1", "sha256")) {
                cases.add(new Case(backing, hash, true));
                cases.add(new Case(backing, hash, false));
            }
        }
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> move(each)));
    }

    private void move(Case test) throws IOException {
        Path here = Files.createDirectories(dir.resolve(test.name()));
        List<String> ours = List.of(CommandLine.BIN.resolve("flux-broker").toString());
        List<String> theirs = List.of(flux, "broker");
        List<String> one = test.oursFirst() ? ours : theirs;
        List<String> other = test.oursFirst() ? theirs : ours;
        String before;
        try (KvsInstance instance = start(here, test, one)) {
            new KvsContent(instance.client(0)).fill();
            before = state(instance, here.resolve("one"));
            instance.shutDown();
        }
        String changed;
        try (KvsInstance instance = start(here, test, other)) {
            assertEquals(before, state(instance, here.resolve("other")));
            assertSameTree(here.resolve("one"), here.resolve("other"));
            new KvsContent(instance.client(0)).change();
            changed = state(instance, here.resolve("changed"));
            instance.shutDown();
        }
        try (KvsInstance instance = start(here, test, one)) {
            assertEquals(changed, state(instance, here.resolve("back")));
            assertSameTree(here.resolve("changed"), here.resolve("back"));
            new KvsContent(instance.client(0)).change();
            instance.shutDown();
        }
    }

    private static KvsInstance start(Path here, Case test, List<String> program) {
        Site site = Site.overIpc(here, 1).with("-Scontent.hash=" + test.hash());
        return new KvsInstance(site, 1, _ -> program, test.backing());
    }

    /// The root's blobref and what flux-core's `dump` and ours hold, which must be the same; the
    /// dump lies unpacked in `folder` then.
    private static String state(KvsInstance instance, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path theirs = folder.resolveSibling(folder.getFileName() + ".tar");
        Path ours = folder.resolveSibling(folder.getFileName() + "-ours.tar");
        TestBrokerProcess broker = instance.broker(0);
        succeed(broker.command(flux, "dump", "--quiet", theirs.toString()));
        succeed(broker.fluxj("dump", "--quiet", ours.toString()));
        List<String> listing = list(theirs);
        assertEquals(listing, list(ours));
        unpack(theirs, folder);
        Path oursUnpacked = folder.resolveSibling(folder.getFileName() + "-ours");
        unpack(ours, Files.createDirectories(oursUnpacked));
        assertSameTree(folder, oursUnpacked);
        JsonObject root =
                instance.client(0).call("kvs.getroot", 0, JsonObject.of("namespace", "primary"));
        return root.text("rootref").orElse("") + "\n" + String.join("\n", listing);
    }

    /// What is in an archive, whatever order it was read in.
    private static List<String> list(Path archive) {
        return succeed(CommandLine.of("tar", "--list", "--file", archive.toString()))
                .out()
                .lines()
                .sorted()
                .toList();
    }

    private static void unpack(Path archive, Path folder) {
        succeed(
                CommandLine.of(
                        "tar",
                        "--extract",
                        "--file",
                        archive.toString(),
                        "--directory",
                        folder.toString()));
    }

    private static void assertSameTree(Path one, Path other) {
        succeed(
                CommandLine.of(
                        "diff",
                        "--recursive",
                        "--no-dereference",
                        one.toString(),
                        other.toString()));
    }

    private static CommandLine.Result succeed(CommandLine command) {
        CommandLine.Result result = command.run();
        assertEquals(0, result.exitCode(), result.all());
        return result;
    }
}
