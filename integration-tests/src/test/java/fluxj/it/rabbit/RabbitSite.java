package fluxj.it.rabbit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.it.CommandLine;
import fluxj.it.Eventually;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An instance of two brokers, `node0` and `node1`, with a rabbit each, and beside it the service
/// and the simulator. The API is the simulator's own, or one that somebody else runs.
final class RabbitSite implements AutoCloseable {
    private static final String JOB = "#DW jobdw type=xfs capacity=10GiB name=project1";
    private static final String COPY = " #DW copy_out source=$DW_JOB_project1/a destination=/p/a";

    private static final Pattern PORT = Pattern.compile("http://[0-9.]+:([0-9]+)");

    private final Path folder;
    private final Path kubeconfig;
    private final boolean own;
    private final List<Process> processes = new ArrayList<>();
    private final Process[] last = new Process[Part.values().length];
    private String uri = "";

    /// What may be killed.
    enum Part {
        BROKERS,
        SIMULATOR,
        SERVICE
    }

    /// Starts all of it.
    ///
    /// @param api the kubeconfig of somebody else's API
    RabbitSite(Path folder, Optional<Path> api) {
        this.folder = folder;
        own = api.isEmpty();
        kubeconfig = api.orElse(folder.resolve("kubeconfig"));
        write(
                "conf/site.toml",
                """
                [resource]
                noverify = true
                [[resource.config]]
                hosts = "node[0-1]"
                cores = "0-1"
                [job-manager]
                plugins = [ { load = "dws-jobtap.so", conf = { epilog-timeout = 3600.0 } } ]
                """);
        write("state/README", "What the instance keeps.\n");
        startBrokers();
        startSimulator("0");
        startService();
    }

    private void startBrokers() {
        Path said = folder.resolve("uri-" + processes.size());
        spawn(
                Part.BROKERS,
                "start",
                "-s2",
                "--test-hosts=node[0-1]",
                "--test-exit-timeout=0.1s",
                "-Sstatedir=" + folder.resolve("state"),
                "--config-path=" + folder.resolve("conf"),
                "sh",
                "-c",
                "echo $FLUX_URI >$0.new; mv $0.new $0; exec sleep 3600",
                said.toString());
        uri = awaitText(said).strip();
    }

    private void startSimulator(String port) {
        List<String> words =
                new ArrayList<>(List.of("rabbit-sim", "--nodes=node[0-1]", "--delay=0.2s"));
        if (own) {
            words.add("--kubeconfig=" + kubeconfig);
            words.add("--port=" + port);
            words.add("--state=" + folder.resolve("objects"));
        } else {
            words.add("--against=" + kubeconfig);
        }
        awaitText(spawn(Part.SIMULATOR, words.toArray(String[]::new)));
    }

    /// Ends a part at once and starts it again on what it has kept. Nobody waits for the service,
    /// which goes down with the brokers.
    void kill(Part part) {
        switch (part) {
            case BROKERS -> {
                good("kill -9 $(fluxj getattr broker.pid)");
                last[part.ordinal()].onExit().join();
                end(Part.SERVICE);
                startBrokers();
                spawnService();
            }
            case SIMULATOR -> {
                end(part);
                Matcher server = PORT.matcher(read(kubeconfig));
                assertTrue(server.find(), () -> read(kubeconfig));
                startSimulator(server.group(1));
            }
            case SERVICE -> {
                end(part);
                spawnService();
            }
        }
    }

    /// Ends the service, and starts it again when that is done.
    void withoutService(Runnable work) {
        end(Part.SERVICE);
        work.run();
        startService();
    }

    private void end(Part part) {
        last[part.ordinal()].destroyForcibly().onExit().join();
    }

    private void spawnService() {
        spawn(Part.SERVICE, "dws", "--disable-fluxion", "--retry-delay=0.3");
    }

    private void startService() {
        spawnService();
        Eventually.until(
                () -> "the service: " + logs(), () -> fluxj("rabbit", "check").exitCode() == 0);
    }

    private void write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path spawn(Part part, String... words) {
        List<String> all = new ArrayList<>();
        all.add(CommandLine.BIN.resolve("fluxj").toString());
        all.addAll(List.of(words));
        Path log = folder.resolve(processes.size() + "-" + words[0] + ".log");
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().keySet().removeIf(CommandLine::isFluxVariable);
        if (part != Part.BROKERS) {
            builder.environment().put("FLUX_URI", uri);
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
        }
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(log.toFile()).redirectErrorStream(true);
        try {
            Process process = builder.start();
            processes.add(process);
            last[part.ordinal()] = process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log;
    }

    private String awaitText(Path file) {
        Eventually.until(
                () -> file + ": " + logs(), () -> Files.exists(file) && Files.size(file) > 0);
        return read(file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the processes have printed.
    String logs() {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .forEach(file -> all.append(file).append(":\n").append(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    // --- commands

    CommandLine.Result fluxj(String... words) {
        return in(CommandLine.fluxj(words));
    }

    /// A line for the shell, with `fluxj` and `kubectl` in it.
    CommandLine.Result shell(String line) {
        return in(CommandLine.of("sh", "-c", "PATH=" + CommandLine.BIN + ":$PATH; " + line));
    }

    private CommandLine.Result in(CommandLine line) {
        return line.with("FLUX_URI", uri)
                .with("KUBECONFIG", kubeconfig.toString())
                .with("FLUX_F58_FORCE_ASCII", "1")
                .run();
    }

    /// What a command prints that has to go well.
    String good(String line) {
        CommandLine.Result result = shell(line);
        if (result.exitCode() != 0) {
            throw new AssertionError(line + ": " + result.all() + logs());
        }
        return result.out();
    }

    // --- jobs

    /// Submits a job of both nodes.
    String submit() {
        return good("fluxj submit -N2 -S dw='" + JOB + "' true").strip();
    }

    /// Submits one that copies data out.
    String submitWithCopy() {
        return good("fluxj submit -N2 -S dw='" + JOB + COPY + "' true").strip();
    }

    /// Has the plugin anew, with another setting; jobs go on.
    void loadPlugin(String setting) {
        good("fluxj jobtap remove dws-jobtap.so; fluxj jobtap load dws-jobtap.so " + setting);
    }

    void fault(String line) {
        good("fluxj rabbit-sim fault add " + line);
    }

    void await(String id, String event) {
        good("fluxj job wait-event -t 60 " + id + " " + event);
    }

    /// Waits until a workflow is to be in a state.
    void awaitWorkflow(String id, String desired) {
        Eventually.until(
                () -> id + " in " + desired + ": " + why(id) + logs(),
                () -> desired(id).equals(desired));
    }

    private String desired(String id) {
        return picture(id)
                .object("kubernetes")
                .flatMap(kubernetes -> kubernetes.object("workflow"))
                .flatMap(workflow -> workflow.text("desired"))
                .orElse("");
    }

    /// Waits until Kubernetes has no workflow.
    void awaitNoWorkflows() {
        Eventually.until(
                () -> "no workflows: " + good("kubectl get workflows -A") + logs(),
                () -> good("kubectl get workflows -A -o name").isEmpty());
    }

    /// Waits until Kubernetes has nothing of workflows.
    void awaitNothing() {
        String query = "kubectl get workflows,clientmounts,servers,nnfdatamovements -A -o name";
        Eventually.until(() -> good(query) + logs(), () -> good(query).isEmpty());
    }

    JsonObject picture(String id) {
        return JsonObject.parse(good("fluxj rabbit why --json " + id));
    }

    String why(String id) {
        return good("fluxj rabbit why " + id);
    }

    /// The events of a job after one, with what tells them apart.
    List<String> eventsAfter(String id, String first) {
        List<String> events = new ArrayList<>();
        boolean after = false;
        for (String line : good("fluxj job eventlog --format=json " + id).lines().toList()) {
            JsonObject event = JsonObject.parse(line);
            String name = event.text("name").orElse("");
            if (after) {
                events.add((name + words(event)).strip());
            }
            after |= name.equals(first);
        }
        return events;
    }

    private static String words(JsonObject event) {
        JsonObject context = event.object("context").orElse(JsonObject.EMPTY);
        StringBuilder words = new StringBuilder();
        for (String key : List.of("type", "severity", "note", "description", "name", "status")) {
            context.get(key)
                    .filter(value -> !value.equals(JsonValue.of("")))
                    .ifPresent(
                            value -> words.append(' ').append(key).append('=').append(text(value)));
        }
        return words.toString();
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text(String text) ? text : value.toString();
    }

    /// What `fluxj rabbit check` finds, by kind and subject, with the commands.
    List<JsonObject> findings() {
        JsonArray all =
                JsonObject.parse(fluxj("rabbit", "check", "--json").out())
                        .array("findings")
                        .orElse(JsonArray.EMPTY);
        List<JsonObject> findings = new ArrayList<>();
        for (JsonValue each : all) {
            findings.add((JsonObject) each);
        }
        return findings;
    }

    /// Takes back faults, drains and disabled rabbits.
    void mend() {
        good("fluxj rabbit-sim fault clear");
        awaitNoWorkflows();
        good(
                "fluxj resource undrain -f node[0-1]; kubectl patch storage rabbit0 rabbit1"
                        + " --type merge -p '{\"spec\":{\"state\":\"Enabled\"},\"metadata\":"
                        + "{\"annotations\":{\"disable_reason\":null,\"disable_date\":null}}}'");
    }

    @Override
    public void close() {
        for (Process each : processes.reversed()) {
            each.descendants().forEach(ProcessHandle::destroy);
            each.destroy();
        }
        for (Process each : processes) {
            try {
                if (!each.waitFor(10, TimeUnit.SECONDS)) {
                    each.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
