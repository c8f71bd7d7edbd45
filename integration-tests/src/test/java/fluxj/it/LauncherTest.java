package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The launchers of bin/ in an unpacked distribution, with JDKs that only say what they were asked
/// for.
class LauncherTest {
    private @TempDir Path top;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        copyLaunchers(top.resolve("bin"));
        Files.createDirectory(top.resolve("lib"));
    }

    private static void copyLaunchers(Path bin) throws IOException {
        Files.createDirectories(bin);
        for (String file :
                List.of(
                        "fluxj",
                        "flux-broker",
                        "launch.sh",
                        "cli.jvm",
                        "broker.jvm",
                        "leader.jvm")) {
            Files.copy(Path.of("..", "bin", file), bin.resolve(file));
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = top.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(
                java,
                "#!/bin/sh\necho \""
                        + name
                        + " $$\"; for word; do echo \"<$word>\"; done; exit 7\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private Outcome run(Map<String, String> environment, String program, String... words)
            throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>();
        argv.add(top.resolve("bin").resolve(program).toString());
        argv.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().keySet().removeIf(key -> !key.equals("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Outcome(
                process.exitValue(),
                out.replace(" " + process.pid() + "\n", " same process\n"),
                err);
    }

    @Test
    void becomesTheJavaOfJavaHome() throws IOException, InterruptedException {
        Path home = jdk("mine", "25.0.1");
        Outcome outcome = run(Map.of("JAVA_HOME", home.toString()), "fluxj", "ping", "a b", "");
        assertEquals("", outcome.err());
        assertEquals(7, outcome.exitCode());
        assertTrue(outcome.out().startsWith("mine same process\n"), outcome::out);
        assertTrue(
                outcome.out().endsWith("<fluxj.cli.main.Main>\n<ping>\n<a b>\n<>\n"), outcome::out);
        assertTrue(outcome.out().contains("<@" + top + "/bin/cli.jvm>\n"), outcome::out);
    }

    @Test
    void variablesOfTheUserStayWhatTheyAreAndMeanNothing()
            throws IOException, InterruptedException {
        Path home = jdk("mine", "25");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nenv\necho \"$*\"\n");
        Map<String, String> environment = new TreeMap<>();
        for (String name :
                "arenas cache classes heap home java kind line locale main memory recording room root self signals size space version"
                        .split(" ")) {
            environment.put(name, "-Dof.the=user");
        }
        environment.put("JAVA_HOME", home.toString());
        for (String program : List.of("fluxj", "flux-broker")) {
            List<String> lines = run(environment, program).out().lines().toList();
            environment.forEach(
                    (name, value) -> assertTrue(lines.contains(name + "=" + value), name));
            assertFalse(lines.getLast().contains("-Dof.the=user"), lines::getLast);
        }
    }

    @Test
    void anOldJavaHomeYieldsToTheJdkOfTheBuild() throws IOException, InterruptedException {
        Path old = jdk("old", "21.0.2");
        Path recorded = jdk("recorded", "26-ea");
        Files.writeString(top.resolve("lib/java-home"), recorded + "\n");
        Outcome outcome = run(Map.of("JAVA_HOME", old.toString()), "flux-broker", "-Sa=b", "true");
        assertEquals("", outcome.err());
        assertTrue(outcome.out().startsWith("recorded same process\n"), outcome::out);
        assertTrue(
                outcome.out().endsWith("<fluxj.cli.main.BrokerMain>\n<-Sa=b>\n<true>\n"),
                outcome::out);
    }

    @Test
    void theBrokerIsACommandToo() throws IOException, InterruptedException {
        Path home = jdk("mine", "25");
        Outcome outcome = run(Map.of("JAVA_HOME", home.toString()), "fluxj", "broker", "-v");
        assertTrue(outcome.out().endsWith("<fluxj.cli.main.BrokerMain>\n<-v>\n"), outcome::out);
        assertTrue(outcome.out().contains("<@" + top + "/bin/leader.jvm>\n"), outcome::out);
    }

    @Test
    void brokersThatAreNotRankZeroHaveOptionsOfTheirOwn() throws IOException, InterruptedException {
        String home = jdk("mine", "25").toString();
        for (String rank : List.of("0", "1", "17")) {
            Outcome outcome = run(Map.of("JAVA_HOME", home, "PMI_RANK", rank), "flux-broker");
            String options = rank.equals("0") ? "leader" : "broker";
            assertTrue(
                    outcome.out().contains("<@" + top + "/bin/" + options + ".jvm>\n"),
                    outcome::out);
        }
    }

    @Test
    void anAotCacheIsUsedWhenThereIsOne() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("mine", "25").toString());
        assertFalse(run(environment, "fluxj").out().contains("AOTCache"));
        Path cache = Files.writeString(top.resolve("lib/cli.aot"), "x");
        assertTrue(run(environment, "fluxj").out().contains("<-XX:AOTCache=" + cache + ">\n"));
        assertTrue(run(environment, "fluxj", "run", "true").out().contains("=" + cache + ">\n"));
    }

    @Test
    void whatIsTypedMostHasACacheOfItsOwn() throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("JAVA_HOME", jdk("mine", "25").toString(), "cache", "run");
        Path all = Files.writeString(top.resolve("lib/cli.aot"), "x");
        Path run = Files.writeString(top.resolve("lib/run.aot"), "x");
        for (String command : List.of("run", "submit")) {
            Outcome outcome = run(environment, "fluxj", command, "true");
            assertTrue(outcome.out().contains("<-XX:AOTCache=" + run + ">\n"), outcome::out);
        }
        Outcome outcome = run(environment, "fluxj", "jobs");
        assertTrue(outcome.out().contains("<-XX:AOTCache=" + all + ">\n"), outcome::out);
    }

    @Test
    void eachProgramHasItsClassPath() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("mine", "25").toString());
        String lib = top.resolve("lib").toString();
        Outcome ofBroker = run(environment, "flux-broker");
        assertTrue(ofBroker.out().contains("<-cp>\n<" + lib + "/broker.jar>\n"), ofBroker::out);
        Outcome ofCommand = run(environment, "fluxj", "x");
        assertTrue(ofCommand.out().contains("<-cp>\n<" + lib + "/cli.jar>\n"), ofCommand::out);
    }

    @Test
    void aCheckoutRunsTheDistributionThatItBuilt() throws IOException, InterruptedException {
        Path checkout = top.resolve("checkout");
        Path home = checkout.resolve("dist/target/fluxj");
        copyLaunchers(checkout.resolve("bin"));
        copyLaunchers(home.resolve("bin"));
        for (String file : List.of("pom.xml", "dist/pom.xml", "dist/src/x", "broker/src/main/x")) {
            Files.createDirectories(checkout.resolve(file).getParent());
            Files.writeString(checkout.resolve(file), "");
        }
        Files.writeString(checkout.resolve("dist/target/built"), "");
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("mine", "25").toString());
        Outcome outcome = run(environment, checkout.resolve("bin/fluxj").toString(), "x");
        assertEquals("", outcome.err());
        assertTrue(outcome.out().contains("<-Dfluxj.home=" + home + ">\n"), outcome::out);
        assertTrue(outcome.out().contains("<@" + home + "/bin/cli.jvm>\n"), outcome::out);
    }

    @Test
    void flagsOfTheEnvironmentComeLast() throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("JAVA_HOME", jdk("mine", "25").toString(), "FLUXJ_JVM_FLAGS", "-Da=1 -Db=2");
        Outcome outcome = run(environment, "fluxj", "x");
        assertTrue(
                outcome.out().endsWith("<-Da=1>\n<-Db=2>\n<fluxj.cli.main.Main>\n<x>\n"),
                outcome::out);
    }

    private Outcome shell(String script) throws IOException, InterruptedException {
        Path home = jdk("mine", "25");
        Files.writeString(
                home.resolve("bin/java"),
                "#!/bin/sh\n"
                        + "echo \"LC_ALL=$LC_ALL PWD=$PWD\"; for word; do echo \"<$word>\"; done\n"
                        + "readlink /proc/$$/fd/[0129] | cat >&7\n"
                        + "sed -n 's/^flags:.*\\(.\\)$/access \\1/p' /proc/$$/fdinfo/[012] | cat >&7\n"
                        + "pwd -P >&7\n");
        Path out = top.resolve("out");
        Process process =
                new ProcessBuilder("sh", "-c", "exec 7>" + out + "; " + script)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), text + Files.readString(out), "");
    }

    @Test
    void closedStreamsFailAsBeforeAndAreNotTakenByOthers()
            throws IOException, InterruptedException {
        String run = "JAVA_HOME=" + top + "/mine " + top + "/bin/fluxj x <&- >&- 2>&-";
        Outcome outcome = shell(run);
        assertTrue(
                outcome.out()
                        .startsWith(
                                "/dev/null\n/dev/null\n/dev/null\n"
                                        + "access 1\naccess 0\naccess 0\n"),
                outcome::out);
    }

    @Test
    void theJvmRunsInUtf8AndTheLocaleIsKeptAside() throws IOException, InterruptedException {
        String run = "JAVA_HOME=" + top + "/mine " + top + "/bin/fluxj x";
        for (String locale : List.of("unset LC_ALL;", "export LC_ALL=de_DE;")) {
            String kept = locale.startsWith("unset") ? "" : "=de_DE";
            Outcome outcome = shell(locale + run);
            assertTrue(outcome.out().startsWith("LC_ALL=C.UTF-8 "), outcome::out);
            assertTrue(outcome.out().contains("<-Dfluxj.lc_all=" + kept + ">\n"), outcome::out);
        }
    }

    @Test
    void aRemovedDirectoryIsHandedOver() throws IOException, InterruptedException {
        Path gone = top.resolve("gone");
        Outcome outcome =
                shell(
                        "mkdir "
                                + gone
                                + "; cd "
                                + gone
                                + "; rmdir "
                                + gone
                                + "; JAVA_HOME="
                                + top
                                + "/mine "
                                + top
                                + "/bin/fluxj x");
        assertTrue(outcome.out().contains("<-Dfluxj.removed_cwd=9>\n"), outcome::out);
        assertTrue(outcome.out().contains("\n" + gone + " (deleted)\n"), outcome::out);
        assertTrue(outcome.out().endsWith("\n/\n"), outcome::out);
    }

    @Test
    void theHeapIsSetByTheEnvironmentOrElseByRole() throws IOException, InterruptedException {
        String home = jdk("mine", "25").toString();
        Outcome set = run(Map.of("JAVA_HOME", home, "FLUXJ_HEAP", "512m"), "flux-broker");
        assertTrue(set.out().contains("<-Xmx512m>\n<-XX:MaxDirectMemorySize=512m>\n"), set::out);
        Outcome wrong = run(Map.of("JAVA_HOME", home, "FLUXJ_HEAP", "much"), "flux-broker");
        assertEquals(
                "flux-broker: FLUXJ_HEAP is 'much': set a size such as 512m or 8g\n", wrong.err());
        assertEquals(1, wrong.exitCode());
        Outcome usual = run(Map.of("JAVA_HOME", home, "PMI_RANK", "1"), "flux-broker");
        assertTrue(usual.out().matches("(?s).*<-Xmx\\d+m>.*"), usual::out);
    }

    @Test
    void aLimitOfTheAddressSpaceIsMetOrNamed() throws IOException, InterruptedException {
        jdk("mine", "25");
        String run = "JAVA_HOME=" + top + "/mine " + top + "/bin/fluxj x";
        Outcome enough = shell("ulimit -v 2000000; " + run);
        assertTrue(enough.out().contains("<-Xmx592m>\n"), enough::out);
        assertTrue(enough.out().contains("<-XX:ReservedCodeCacheSize=64m>\n"), enough::out);
        Outcome scant = shell("ulimit -v 300000; " + run + " 2>&1");
        assertEquals(
                "fluxj: needs 896 MiB of address space, and the limit is 292: raise ulimit -v\n",
                scant.out());
    }

    @Test
    void worksThroughASymbolicLink() throws IOException, InterruptedException {
        Path home = jdk("mine", "25");
        Files.createDirectory(top.resolve("elsewhere"));
        Files.createSymbolicLink(top.resolve("elsewhere/flux"), top.resolve("bin/fluxj"));
        Outcome outcome = run(Map.of("JAVA_HOME", home.toString()), "../elsewhere/flux", "x");
        assertTrue(outcome.out().contains("<-Dfluxj.home=" + top + ">\n"), outcome::out);
    }
}
