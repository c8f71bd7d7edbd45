package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The sources and pages of the repository, by their paths from its root.
final class Texts {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> SUFFIXES = Set.of("java", "md", "sh", "toml", "xml", "jvm");

    private final Map<Path, String> files = new TreeMap<>();

    /// Reads all but what a build made and what belongs to other programs.
    Texts() {
        try {
            Files.walkFileTree(ROOT, new Reader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reader extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean foreign = name.equals("target") || name.startsWith(".") && !name.equals("..");
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            String name = file.getFileName().toString();
            if (SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1))) {
                files.put(ROOT.relativize(file), Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /// The files whose paths are like that.
    Stream<Path> files(Predicate<Path> chosen) {
        return files.keySet().stream().filter(chosen);
    }

    String text(Path file) {
        return files.getOrDefault(file, "");
    }

    /// All matches in the chosen files.
    Stream<MatchResult> matches(Predicate<Path> chosen, Pattern pattern) {
        return files(chosen).flatMap(file -> pattern.matcher(text(file)).results());
    }

    /// Fails with file, line and words for each problem that a match in one of the files has.
    void assertEach(
            Predicate<Path> chosen,
            Pattern pattern,
            BiFunction<Path, MatchResult, List<String>> problems) {
        List<String> wrong = new ArrayList<>();
        files(chosen)
                .forEach(
                        file ->
                                pattern.matcher(text(file))
                                        .results()
                                        .forEach(
                                                match ->
                                                        problems.apply(file, match).stream()
                                                                .map(place(file, match)::concat)
                                                                .forEach(wrong::add)));
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    private String place(Path file, MatchResult match) {
        long before = text(file).substring(0, match.start()).chars().filter(c -> c == '\n').count();
        return file + ":" + (before + 1) + ": ";
    }

    /// Whether a page points to a file that is there.
    static boolean exists(Path page, String target) {
        return Files.exists(ROOT.resolve(page).resolveSibling(target));
    }
}
