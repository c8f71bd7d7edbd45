package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every source is as google-java-format writes it (AOSP style). A test and not a plugin, because a
/// plugin runs in Maven's own JVM, which may be too old to read the sources. With
/// `-Dfluxj.format=write` it mends them.
class FormatTest {
    @Test
    void sourcesAreFormatted() throws IOException, FormatterException {
        boolean write = "write".equals(System.getProperty("fluxj.format"));
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<String> wrong = new ArrayList<>();
        for (Path folder : Modules.with("src")) {
            for (Path file : sources(folder)) {
                String text = Files.readString(file);
                String tidy = RemoveUnusedImports.removeUnusedImports(text);
                tidy = ImportOrderer.reorderImports(tidy, JavaFormatterOptions.Style.AOSP);
                tidy = formatter.formatSource(tidy);
                if (!tidy.equals(text)) {
                    wrong.add(file.toString());
                    if (write) {
                        Files.writeString(file, tidy);
                    }
                }
            }
        }
        assertTrue(
                write || wrong.isEmpty(),
                () ->
                        "run this test with -Dfluxj.format=write (docs/HACKING.md):\n"
                                + String.join("\n", wrong));
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }
}
