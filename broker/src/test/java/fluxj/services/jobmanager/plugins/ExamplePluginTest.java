package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.services.jobmanager.job.Job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// The example of docs/jobtap.md, built and loaded as its page says.
class ExamplePluginTest {
    private static final String PROVIDERS = "META-INF/services/fluxj.jobtap.JobtapPlugin";

    private final PluginFixture fixture = new PluginFixture();

    private static String block(String page, String language) {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
        assertTrue(block.find(), language);
        return block.group(1);
    }

    private static Path build(Path folder, String provider) throws IOException {
        String page = Files.readString(Path.of("../docs/jobtap.md"));
        Path source = folder.resolve("Gatekeeper.java");
        Files.writeString(source, block(page, "java"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertEquals(
                0,
                compiler.run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString()));
        Path jar = folder.resolve("gatekeeper.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
            out.putNextEntry(new JarEntry(PROVIDERS));
            String text = provider.isEmpty() ? block(page, "text") : provider;
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private void load(Path jar, String conf) {
        fixture.broker()
                .ask("job-manager.jobtap", "{\"load\":\"" + jar + "\",\"conf\":" + conf + "}");
    }

    @Test
    void theExampleIsBuiltLoadedAndRuns(@TempDir Path folder) throws IOException {
        Path jar = build(folder, "");
        fixture.start("{}");
        FluxException missing = assertThrows(FluxException.class, () -> load(jar, "{}"));
        assertEquals("max-nodes is missing", missing.text());
        load(jar, "{\"max-nodes\":1}");
        FluxException refused = assertThrows(FluxException.class, () -> fixture.submit("{}"));
        assertEquals("2 nodes are too many, 1 are allowed", refused.text());
        fixture.broker().ask("job-manager.jobtap", "{\"remove\":\"gatekeeper\"}");
        load(jar, "{\"max-nodes\":2}");
        Job job = fixture.submit("{}");
        fixture.allocate(job, "a,b");
        assertEquals(1, job.perilogs());
        assertEquals(
                "{\"name\":\"gatekeeper\",\"path\":\"" + jar + "\",\"running\":1}",
                fixture.broker()
                        .ask("job-manager.jobtap-query", "{\"name\":\"gatekeeper\"}")
                        .toString());
        fixture.broker().reactor().advance(Duration.ofSeconds(2));
        assertEquals(0, job.perilogs());
        fixture.finish(job, 0);
        assertEquals(List.of(), fixture.complaints());
    }

    @Test
    void aJarWithoutThatClassIsRefused(@TempDir Path folder) throws IOException {
        Path jar = build(folder, "example.Nobody\n");
        fixture.start("{}");
        FluxException e = assertThrows(FluxException.class, () -> load(jar, "{}"));
        assertTrue(e.text().contains("example.Nobody not found"), e.text());
    }

    @Test
    void aJarWithoutPluginsIsRefused(@TempDir Path folder) throws IOException {
        Path jar = build(folder, "# none\n");
        fixture.start("{}");
        FluxException e = assertThrows(FluxException.class, () -> load(jar, "{}"));
        assertEquals(jar + ": 0 providers of JobtapPlugin, 1 expected", e.text());
    }
}
