package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the sources and holds them to the rules that a compiler does not know (CONTRIBUTING.md).
class TidyTest {
    private static final int MAX_CLASS_LINES = 600;
    private static final int MAX_PACKAGE_FILES = 25;

    /// A line that may not stand in `src/main`, where it may all the same, and what to do instead.
    private record Ban(String pattern, Set<String> allowedIn, String instead) {
        boolean allows(String packageName) {
            for (String allowed : allowedIn) {
                if (packageName.equals(allowed) || packageName.startsWith(allowed + ".")) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Ban> BANS =
            List.of(
                    new Ban(
                            "catch \\((?:final )?(?:Exception|Throwable) ",
                            Set.of(
                                    "fluxj.reactor",
                                    "fluxj.platform.cxi",
                                    "fluxj.platform.os",
                                    "fluxj.zmtp.crypto",
                                    "fluxj.cli"),
                            "catch what can happen; the reactor catches bugs"),
                    new Ban(
                            "System\\.(out|err)\\b",
                            Set.of("fluxj.cli"),
                            "use the context's Log, or print in fluxj.cli"),
                    new Ban("\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b", Set.of(), "do it or file an issue"),
                    new Ban("\\bThreadLocal\\b", Set.of(), "pass it"),
                    new Ban(
                            "\\b(?:synchronized|volatile(?!\")|CompletableFuture|Atomic[A-Z]\\w+)\\b",
                            Set.of(
                                    "fluxj.reactor",
                                    "fluxj.platform",
                                    "fluxj.connector",
                                    "fluxj.client",
                                    "fluxj.overlay",
                                    "fluxj.coral2.dws.kubernetes",
                                    "fluxj.errors",
                                    "fluxj.cli",
                                    "fluxj.bench"),
                            "confined code has no locks; post to the reactor"),
                    new Ban("@author|@Disabled|@param \\w+$", Set.of(), "say it or leave it out"));

    private static final Pattern BAD_NAME =
            Pattern.compile(".*(Impl|Util|Utils|Helper|Manager|Base)\\.java");

    private static final Map<Path, List<String>> MAIN = new TreeMap<>();
    private static final Map<Path, List<String>> TEST = new TreeMap<>();

    @BeforeAll
    static void readSources() throws IOException {
        for (Path root : Modules.with("src/main/java")) {
            read(root, MAIN);
        }
        for (Path root : Modules.with("src/test/java")) {
            read(root, TEST);
        }
    }

    private static void read(Path root, Map<Path, List<String>> into) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                into.put(file, Files.readAllLines(file));
            }
        }
    }

    private static String packageOf(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("package ")) {
                return line.substring("package ".length(), line.length() - 1);
            }
        }
        return "";
    }

    private static void check(List<String> wrong) {
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void bannedLinesDoNotStandInTheSources() {
        List<String> wrong = new ArrayList<>();
        for (Ban ban : BANS) {
            Pattern pattern = Pattern.compile(ban.pattern());
            MAIN.forEach(
                    (file, lines) -> {
                        if (ban.allows(packageOf(lines))) {
                            return;
                        }
                        for (int i = 0; i < lines.size(); i++) {
                            String code = withoutComment(lines.get(i));
                            if (pattern.matcher(code).find()) {
                                wrong.add(file + ":" + (i + 1) + ": " + ban.instead());
                            }
                        }
                    });
        }
        check(wrong);
    }

    private static String withoutComment(String line) {
        String trimmed = line.stripLeading();
        boolean marker = trimmed.contains("TO" + "DO") || trimmed.contains("@author");
        return trimmed.startsWith("//") && !marker ? "" : line;
    }

    @Test
    void classesAndPackagesStaySmall() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> files = new HashMap<>();
        MAIN.forEach(
                (file, lines) -> {
                    if (lines.size() > MAX_CLASS_LINES) {
                        wrong.add(file + ": " + lines.size() + " lines");
                    }
                    files.merge(packageOf(lines), 1, Integer::sum);
                });
        files.forEach(
                (name, count) -> {
                    // One for package-info.
                    if (count > MAX_PACKAGE_FILES + 1) {
                        wrong.add(name + ": " + count + " files");
                    }
                });
        check(wrong);
    }

    @Test
    void namesSayWhat() {
        List<String> wrong = new ArrayList<>();
        for (Path file : MAIN.keySet()) {
            if (BAD_NAME.matcher(file.getFileName().toString()).matches()) {
                wrong.add(file + ": a name that says nothing");
            }
        }
        check(wrong);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Map<String, Boolean> described = new TreeMap<>();
        MAIN.forEach(
                (file, lines) -> {
                    boolean info = file.endsWith("package-info.java");
                    boolean good =
                            info
                                    && lines.getFirst().startsWith("/// ")
                                    && lines.contains("@NullMarked");
                    described.merge(packageOf(lines), good, Boolean::logicalOr);
                });
        List<String> wrong = new ArrayList<>();
        described.forEach(
                (name, good) -> {
                    if (!good) {
                        wrong.add(name + ": no package-info.java with /// text and @NullMarked");
                    }
                });
        check(wrong);
    }

    @Test
    void testsDoNotSleepAndAreNotSwitchedOff() {
        List<String> wrong = new ArrayList<>();
        Pattern pattern = Pattern.compile("Thread\\.sleep\\(|@Disabled|@Ignore");
        TEST.forEach(
                (file, lines) -> {
                    if (file.endsWith("TidyTest.java")) {
                        return;
                    }
                    for (int i = 0; i < lines.size(); i++) {
                        if (pattern.matcher(lines.get(i)).find()) {
                            wrong.add(file + ":" + (i + 1));
                        }
                    }
                });
        check(wrong);
    }

    @Test
    void publicTypesAreDocumented() {
        List<String> wrong = new ArrayList<>();
        Pattern declaration =
                Pattern.compile(
                        "\\s*public (?:final |abstract |sealed |non-sealed |static )*"
                                + "(?:class|record|interface|enum|@interface) .*");
        MAIN.forEach(
                (file, lines) -> {
                    for (int i = 0; i < lines.size(); i++) {
                        if (declaration.matcher(lines.get(i)).matches() && !documented(lines, i)) {
                            wrong.add(file + ":" + (i + 1) + ": a public type without ///");
                        }
                    }
                });
        check(wrong);
    }

    private static boolean documented(List<String> lines, int declaration) {
        int at = declaration - 1;
        while (at >= 0 && !lines.get(at).isBlank()) {
            if (lines.get(at).stripLeading().startsWith("///")) {
                return true;
            }
            at--;
        }
        return false;
    }
}
