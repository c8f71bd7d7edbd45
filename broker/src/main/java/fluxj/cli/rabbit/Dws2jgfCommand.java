package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Output;
import fluxj.cli.format.PythonJson;
import fluxj.client.FluxClient;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.coral2.dws.rabbits.MappingFile;
import fluxj.coral2.dws.rabbits.RabbitGraph;
import fluxj.format.IoReason;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// `fluxj dws2jgf`: adds to R the graph of a machine with rabbits (spec coral2 4.12).
@Command(
        name = "dws2jgf",
        description =
                "Print JGF representation of Rabbit nodes. Reads R from stdin or a config file"
                        + " passed with the --from-config option.",
        sortOptions = false)
public final class Dws2jgfCommand extends FluxCommand {
    private static final String SCHEDULING = "scheduling";

    private final Function<String, JsonObject> resourcesOf;

    @Option(
            names = "--no-validate",
            description = "Do not throw an error if nodes are found in DWS but not in R")
    private boolean noValidate;

    @Option(
            names = {"-c", "--chunks-per-nnf"},
            paramLabel = "N",
            description =
                    "The number of ways to split a rabbit/nnf for Flux scheduling. Higher numbers"
                            + " allow finer-grained scheduling at the possible cost of scheduler"
                            + " performance.")
    private int chunks = 36;

    @Option(
            names = "--cluster-name",
            paramLabel = "CLUSTER_NAME",
            description =
                    "The name of the cluster to build the resource graph for. If unspecified, use"
                            + " the hostname stripped of numerics.")
    private String cluster = "";

    @Option(
            names = "--from-config",
            paramLabel = "FILE",
            description =
                    "Generate JGF based on a Flux config TOML file containing a resource.config"
                            + " table")
    private Optional<String> fromConfig = Optional.empty();

    @Option(names = "--only-sched", description = "Only output the 'scheduling' key")
    private boolean onlyScheduling;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "Path to JSON object giving rabbit layout and capacity, as generated e.g. by"
                            + " the 'flux rabbitmapping' script")
    private Optional<String> mapping = Optional.empty();

    /// @param resourcesOf reads R out of a configuration file; fails with a [CommandFailure]
    public Dws2jgfCommand(Console console, Function<String, JsonObject> resourcesOf) {
        super(console);
        this.resourcesOf = resourcesOf;
    }

    @Override
    protected void run() {
        JsonObject r = fromConfig.map(this::configured).orElseGet(this::input);
        MappingFile rabbits = RabbitSettings.namedMapping(mapping.orElseGet(this::mappingPath));
        RabbitGraph graph =
                new RabbitGraph(
                        r,
                        rabbits,
                        new RabbitGraph.Drawing(
                                cluster.isEmpty() ? clusterOfHost() : cluster,
                                chunks,
                                fromConfig.map(this::excludedBy).orElseGet(this::excludedNow)));
        List<String> missing = graph.missing();
        if (!noValidate && !missing.isEmpty()) {
            throw new CommandFailure(
                    missing.stream()
                            .map(host -> "'" + host + "'")
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "Node(s) {",
                                            "} found in rabbit_mapping but not R from stdin")));
        }
        print(r, graph);
    }

    private JsonObject configured(String file) {
        try {
            return resourcesOf.apply(file);
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    "Could not parse config file '" + file + "', error message was " + e.line());
        }
    }

    private JsonObject input() {
        try {
            return JsonObject.parse(
                    new String(console().in().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure("error reading stdin: " + IoReason.of(e));
        } catch (JsonException e) {
            throw new CommandFailure("R on stdin could not be parsed as JSON: " + e.getMessage());
        }
    }

    private String mappingPath() {
        try (FluxClient client = console().connect()) {
            return RabbitSettings.text(client, "rabbit.mapping")
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            "Could not fetch rabbit.mapping from config, Flux may"
                                                    + " be misconfigured"));
        }
    }

    private String excludedBy(String file) {
        try {
            return JsonPath.get(ConfigLoader.load(file).root(), "resource.exclude")
                    .filter(JsonValue.Text.class::isInstance)
                    .map(JsonValue.Text.class::cast)
                    .map(JsonValue.Text::value)
                    .orElse("");
        } catch (ConfigException e) {
            console()
                    .err()
                    .println("Could not fetch `resource.exclude` from config: " + e.getMessage());
            return "";
        }
    }

    private String excludedNow() {
        try (FluxClient client = console().connect()) {
            return RabbitSettings.text(client, "resource.exclude").orElse("");
        } catch (CommandFailure _) {
            console().err().println("Unable to fetch `resource.exclude` from config");
            return "";
        }
    }

    /// A host's name without its number is its cluster's.
    private static String clusterOfHost() {
        String host = new OsHostFacts(RandomGenerator.getDefault()).hostname();
        return host.replaceAll("\\d", "").replaceAll("-+$", "");
    }

    private void print(JsonObject r, RabbitGraph graph) {
        Output out = console().out();
        if (!onlyScheduling) {
            String text = PythonJson.ascii(r.toBuilder().remove(SCHEDULING).build());
            out.print(text.substring(0, text.length() - 1) + ", \"" + SCHEDULING + "\": ");
        }
        out.print("{\"graph\": {\"directed\": false, \"nodes\": [");
        graph.forEach(vertex -> out.print(node(vertex)));
        out.print("], \"edges\": [");
        graph.forEach(vertex -> out.print(edge(vertex)));
        out.print(onlyScheduling ? "]}}" : "]}}}");
    }

    private static String node(RabbitGraph.Vertex vertex) {
        JsonObject node =
                JsonObject.of("id", Long.toString(vertex.id())).with("metadata", vertex.metadata());
        return (vertex.id() == 0 ? "" : ", ") + PythonJson.ascii(node);
    }

    /// The edge that leads to a vertex; the root has none.
    private static String edge(RabbitGraph.Vertex vertex) {
        if (vertex.parent().isEmpty()) {
            return "";
        }
        JsonObject edge =
                JsonObject.of("source", Long.toString(vertex.parent().getAsLong()))
                        .with("target", JsonValue.of(Long.toString(vertex.id())));
        return (vertex.id() == 1 ? "" : ", ") + PythonJson.ascii(edge);
    }
}
