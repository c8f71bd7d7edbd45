package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What `dist` put together: the class paths of the programs, and the tarball in another place.
class DistributionTest {
    private static final Path TARGET = Path.of("../dist/target");
    private static final Path LIB = TARGET.resolve("fluxj/lib");

    @BeforeAll
    static void build() {
        CommandLine.Result version = CommandLine.fluxj("version").run();
        assertEquals(0, version.exitCode(), version::all);
    }

    private static List<Path> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(LIB.resolve(folder))) {
            return files.sorted().toList();
        }
    }

    private static URLClassLoader classPath(String program) throws IOException {
        URL[] path = {LIB.resolve(program + ".jar").toUri().toURL()};
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    @Test
    void noLibraryIsThereTwice() throws IOException {
        Set<String> brokers = names(jars("broker"));
        Set<String> commands = names(jars("cli"));
        assertTrue(
                commands.stream().anyMatch(jar -> jar.startsWith("picocli-")), commands::toString);
        commands.retainAll(brokers);
        assertEquals(Set.of(), commands);
    }

    private static Set<String> names(List<Path> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    @Test
    void theClassPathOfABrokerHasAllThatItCanReach() throws IOException {
        try (URLClassLoader classes = classPath("broker")) {
            assertEquals(Set.of(), missing(classes, "fluxj/cli/main/BrokerMain"));
        }
    }

    @Test
    void theClassPathOfACommandHasAllThatItCanReachButKubernetes() throws IOException {
        try (URLClassLoader classes = classPath("cli")) {
            Set<String> missing = missing(classes, "fluxj/cli/main/Main");
            // The client, and the YAML of its configuration.
            missing.removeIf(
                    name -> name.startsWith("io/fabric8/") || name.startsWith("org/snakeyaml/"));
            assertEquals(Set.of(), missing);
        }
    }

    @Test
    void theClassPathOfWhatTalksToKubernetesHasAllThatItCanReach() throws IOException {
        try (URLClassLoader classes = classPath("dws")) {
            assertEquals(Set.of(), missing(classes, "fluxj/cli/main/Main"));
        }
    }

    @Test
    void scriptsForNodesAreThere() {
        for (String script :
                List.of("prolog.d/zstop_nnf_clientmount.sh", "epilog.d/start_nnf_clientmount.sh")) {
            assertTrue(Files.isExecutable(TARGET.resolve("fluxj/libexec").resolve(script)), script);
        }
    }

    /// Which classes are named in those of ours that can be reached from one, and are not there.
    private static Set<String> missing(ClassLoader classes, String first) throws IOException {
        Set<String> missing = new TreeSet<>();
        Set<String> seen = new HashSet<>(Set.of(first));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String name = open.pop();
            try (InputStream file = classes.getResourceAsStream(name + ".class")) {
                if (file == null) {
                    missing.add(name);
                } else if (name.startsWith("fluxj/")) {
                    named(file.readAllBytes()).filter(seen::add).forEach(open::push);
                }
            }
        }
        assertTrue(seen.size() > 100, "only " + seen);
        return missing;
    }

    private static Stream<String> named(byte[] classFile) {
        List<String> names = new ArrayList<>();
        for (PoolEntry entry : ClassFile.of().parse(classFile).constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
                names.add(type.asInternalName());
            }
        }
        return names.stream();
    }

    @Test
    void theTarballRunsWhereItIsUnpacked(@TempDir Path folder) throws IOException {
        Path home = unpack(Files.createDirectory(folder.resolve("another place")));
        TreeMap<Path, Long> before = contents(home);
        CommandLine.Result result = run(home, "", "start", "-s", "4", "fluxj", "overlay", "status");
        assertEquals(0, result.exitCode(), result::all);
        assertTrue(
                result.out().matches("0 .*: full\n├─ 1 .*: full\n├─ 2 .*: full\n└─ 3 .*: full\n"),
                result::all);
        assertEquals(before, contents(home), "nothing is written there");
    }

    @Test
    void theCachesOfTheTarballHoldWhereItIsUnpacked(@TempDir Path folder) throws IOException {
        Path home = unpack(folder);
        assumeTrue(Files.exists(home.resolve("lib/cli.aot")), "no AOT caches were recorded");
        // So the JVM refuses to start where it would leave a cache alone.
        CommandLine.Result result =
                run(home, "-XX:AOTMode=on", "start", "-s", "2", "fluxj", "version");
        assertEquals(0, result.exitCode(), result::all);
        result = run(home, "-XX:AOTMode=on", "rabbit-sim", "--help");
        assertEquals(0, result.exitCode(), result::all);
    }

    @Test
    void aCacheThatDoesNotFitIsLeftAloneWithoutAWord(@TempDir Path folder) throws IOException {
        Path home = unpack(folder);
        try (Stream<Path> jars = Files.list(home.resolve("lib/broker"))) {
            Path jar = jars.findFirst().orElseThrow();
            Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        }
        CommandLine.Result result = run(home, "", "start", "fluxj", "version");
        assertEquals(0, result.exitCode(), result::all);
        assertEquals("", result.err());
    }

    private static Path unpack(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> tarballs =
                    files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
            assumeTrue(!tarballs.isEmpty(), "no tarball: mvn package makes it");
            String tarball = tarballs.getFirst().toString();
            CommandLine.Result tar =
                    CommandLine.of("tar", "-C", folder.toString(), "-xzf", tarball).run();
            assertEquals(0, tar.exitCode(), tar::all);
        }
        try (Stream<Path> unpacked = Files.list(folder)) {
            return unpacked.findFirst().orElseThrow();
        }
    }

    private static CommandLine.Result run(Path home, String flags, String... words) {
        List<String> argv = new ArrayList<>(List.of(home.resolve("bin/fluxj").toString()));
        argv.addAll(List.of(words));
        return CommandLine.of(argv.toArray(String[]::new)).with("FLUXJ_JVM_FLAGS", flags).run();
    }

    private static TreeMap<Path, Long> contents(Path home) throws IOException {
        TreeMap<Path, Long> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                times.put(file, Files.getLastModifiedTime(file).toMillis());
            }
        }
        return times;
    }
}
