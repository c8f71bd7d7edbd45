package fluxj.cli.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import fluxj.broker.Broker;
import fluxj.broker.BrokerWords;
import fluxj.broker.OsPlatform;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.reactor.netty.NettyReactor;
import fluxj.wire.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What commands say of wrong input: never a class, an exception, a sentinel or a library's word.
/// All against one broker in this process.
class ErrorTextTest {
    private static final List<Pattern> NOT_FOR_USERS =
            List.of(
                    Pattern.compile("[A-Za-z]Exception|[a-z]Error\\b"),
                    Pattern.compile("\\b(fluxj|java|javax|jdk|sun)\\.[a-z]+"),
                    Pattern.compile("(?i)jackson|picocli|netty|tomlj|sqlite_|JsonReadFeature"),
                    Pattern.compile("@[0-9a-f]{5,}"),
                    Pattern.compile("(^|[\\s=:(])-1\\b"),
                    Pattern.compile("\\bnull\\b|\\bOptional\\b|\\bNaN\\b"),
                    Pattern.compile("\\b[A-Z]\\w+\\[\\w+="),
                    Pattern.compile("^\\s+at \\S+\\(|^Caused by"),
                    Pattern.compile("is not an? (int|long|double)|positional parameter|at index"),
                    Pattern.compile("error=\\d|Cannot run program|Exec failed"),
                    Pattern.compile("4294967295|18446744073709551615|2147483647"));

    private static final Map<String, String> PATIENT =
            Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "30");

    @TempDir private Path folder = Path.of("");

    private final BlockingQueue<String> broker = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> exit = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String uri() {
        return "local://" + folder.resolve("socket");
    }

    private void boot(NettyReactor reactor) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TMPDIR", folder.toString());
        List<String> words = List.of("-Sbroker.rc2_none=1", "-Slocal-uri=" + uri());
        OsPlatform.Streams streams = new OsPlatform.Streams(broker::add, broker::add, false);
        reactor.post(
                () ->
                        new Broker(
                                        new OsPlatform(reactor, streams),
                                        BrokerWords.parse(words).orElseThrow(),
                                        environment,
                                        bug -> broker.add("bug: " + bug))
                                .run()
                                .then(exit::add, error -> exit.add(1)));
    }

    private int run(String input, List<String> words) {
        out.reset();
        err.reset();
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        Map.of("FLUX_URI", uri()));
        return Main.run(words, console);
    }

    private void succeeds(String... words) {
        assertEquals(0, run("", List.of(words)), () -> err.toString(StandardCharsets.UTF_8));
    }

    private void makeFiles() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{\"a\": 1,, }");
        Files.writeString(folder.resolve("array.json"), "[1]");
        Files.writeString(folder.resolve("nan.json"), "{\"a\": NaN}");
        Files.writeString(folder.resolve("quotes.json"), "{'a': 1}");
        Files.writeString(
                folder.resolve("deep.json"), "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
        Files.writeString(folder.resolve("broken.toml"), "[a\nb = \"");
        Files.writeString(folder.resolve("broken.tar"), "no archive".repeat(200));
        Files.writeString(folder.resolve("broken.so"), "no module");
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(
                folder.resolve("noport.toml"),
                """
                [bootstrap]
                default_bind = "tcp://lo:%p"
                default_connect = "tcp://%h:%p"
                hosts = [{ host = "a" }, { host = "b" }]
                """);
    }

    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            words.add(word.equals("''") ? "" : word.replace("DIR", folder.toString()));
        }
        return words;
    }

    private static List<String> table() throws IOException {
        try (InputStream file = ErrorTextTest.class.getResourceAsStream("wrong-inputs.txt")) {
            assertNotNull(file);
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    /// What is wrong with how a command line of the table fails; empty when nothing is.
    private String complaint(String line) {
        int input = line.indexOf(" < ");
        String given = input < 0 ? "" : line.substring(input + 3) + "\n";
        int code = run(given, words(input < 0 ? line : line.substring(0, input)));
        String text = err.toString(StandardCharsets.UTF_8);
        if (code == 0 || text.isEmpty()) {
            return "exit code " + code + ": " + text;
        }
        for (String said : text.split("\n", -1)) {
            for (Pattern pattern : NOT_FOR_USERS) {
                if (pattern.matcher(said.replace(folder.toString(), "DIR")).find()) {
                    return said;
                }
            }
        }
        return "";
    }

    @Test
    @Timeout(120)
    void noTextShowsWhatOnlyProgrammersKnow() throws IOException, InterruptedException {
        makeFiles();
        List<String> complaints = new ArrayList<>();
        try (NettyReactor reactor = new NettyReactor("broker", bug -> broker.add("bug: " + bug))) {
            boot(reactor);
            try (FluxClient client = FluxClient.open(uri(), PATIENT)) {
                client.call("state-machine.wait", Message.NODEID_ANY, JsonObject.EMPTY);
            }
            succeeds("kvs", "put", "a=1");
            succeeds("kvs", "eventlog", "append", "log", "start");
            succeeds("kvs", "put", "-r", "plain=text");
            for (String line : table()) {
                String complaint = complaint(line);
                if (!complaint.isEmpty()) {
                    complaints.add("fluxj " + line + "\n    " + complaint);
                }
            }
            run("", List.of("shutdown"));
            assertNotNull(exit.poll(60, TimeUnit.SECONDS), "the broker did not end");
        }
        assertEquals("", String.join("\n", complaints));
        assertEquals(List.of(), broker.stream().filter(row -> row.contains("bug: ")).toList());
    }
}
