package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.core.config.ConfigProtocol;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.IoReason;
import fluxj.job.Constraint;
import fluxj.job.ResourceSet;
import fluxj.job.ResourceSetNodes;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The options that say which nodes are shown, and, for tests, where what is shown comes from.
final class NodeSelection {
    @Option(
            names = {"-i", "--include"},
            paramLabel = "TARGETS",
            description =
                    "Include only specified targets in output set. TARGETS may be provided as an"
                            + " idset or hostlist.")
    private Optional<String> include = Optional.empty();

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "QUEUE,...",
            description = "Include only specified queues in output")
    private List<String> queues = List.of();

    @Option(
            names = "--from-stdin",
            hidden = true,
            description = "Read what the services would answer.")
    private boolean fromStdin;

    @Option(
            names = "--config-file",
            hidden = true,
            description = "Read the configuration from a JSON file.")
    private Optional<String> configFile = Optional.empty();

    boolean readsStdin() {
        return fromStdin;
    }

    boolean includes() {
        return include.isPresent();
    }

    /// The queues that were asked for.
    Set<String> queues() {
        Set<String> names = new LinkedHashSet<>();
        queues.forEach(
                word -> {
                    for (String name : word.split(",", -1)) {
                        if (!name.isEmpty()) {
                            names.add(name);
                        }
                    }
                });
        return names;
    }

    /// What the services would answer; empty when there is nothing.
    Optional<JsonObject> stdin(Console console) {
        try {
            String text = new String(console.in().readAllBytes(), StandardCharsets.UTF_8);
            return text.isBlank() ? Optional.empty() : Optional.of(JsonObject.parse(text));
        } catch (IOException e) {
            throw new CommandFailure("ERROR: " + IoReason.of(e));
        } catch (JsonException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
    }

    /// The configuration.
    JsonObject config(Optional<FluxClient> client) {
        if (configFile.isPresent()) {
            try {
                return ResourceSets.json(configFile.get()) instanceof JsonObject object
                        ? object
                        : JsonObject.EMPTY;
            } catch (IOException e) {
                throw new CommandFailure(
                        "ERROR: [Errno 2] " + IoReason.of(e) + ": '" + configFile.get() + "'");
            } catch (JsonException e) {
                throw new CommandFailure("ERROR: " + e.getMessage());
            }
        }
        return client.map(
                        flux ->
                                flux.call(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY)
                                        .object())
                .orElse(JsonObject.EMPTY);
    }

    /// The ranks of a set that are shown.
    Idset selected(ResourceSet all, JsonObject config) {
        Idset ranks = all.ranks();
        Set<String> wanted = queues();
        if (!wanted.isEmpty()) {
            Idset ofQueues = Idset.EMPTY;
            for (String queue : wanted) {
                ofQueues = ofQueues.union(ranksOf(queue, all, config));
            }
            ranks = ranks.intersect(ofQueues);
        }
        return include.isPresent() ? ranks.intersect(included(all, include.get())) : ranks;
    }

    private static Idset ranksOf(String queue, ResourceSet all, JsonObject config) {
        JsonObject row =
                config.object("queues")
                        .flatMap(rows -> rows.object(queue))
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                "ERROR: --queue: " + queue + ": no such queue"));
        return new ResourceSetNodes(all).matching(new Constraint.Properties(requires(row)));
    }

    /// The properties that a queue's nodes have.
    static List<String> requires(JsonObject queue) {
        List<String> names = new ArrayList<>();
        for (JsonValue item : queue.array("requires").orElse(JsonArray.EMPTY)) {
            if (item instanceof JsonValue.Text(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Idset included(ResourceSet all, String targets) {
        try {
            return Idset.parse(targets);
        } catch (FormatException _) {
            Hostlist hosts =
                    Words.hostlist(targets, "ERROR: --include: invalid targets '" + targets + "'");
            Set<String> known = new TreeSet<>();
            all.hosts().orElse(Hostlist.EMPTY).forEach(known::add);
            return all.ranksOf(hosts.filter(known::contains));
        }
    }
}
