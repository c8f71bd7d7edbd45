package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.rpc.Empty;
import fluxj.services.resource.ResourceProtocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The resources as the scheduler sees them, by state.
record SchedNodes(ResourceSet all, ResourceSet down, ResourceSet allocated, JsonObject config) {
    private static final List<String> VALID = List.of("up", "down", "allocated", "free", "all");

    /// Asks for them.
    static SchedNodes read(Console console, NodeSelection selection) {
        try {
            if (selection.readsStdin()) {
                return of(
                        selection.stdin(console).orElse(JsonObject.EMPTY),
                        selection,
                        Optional.empty());
            }
            try (FluxClient client = console.connect()) {
                return of(
                        RecordCodec.encode(
                                client.call(ResourceProtocol.SCHED_STATUS, 0, Empty.EMPTY)),
                        selection,
                        Optional.of(client));
            }
        } catch (FormatException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
    }

    private static SchedNodes of(
            JsonObject answer, NodeSelection selection, Optional<FluxClient> client) {
        ResourceSet all = set(answer, "all");
        JsonObject config = selection.config(client);
        Idset ranks = selection.selected(all, config);
        return new SchedNodes(
                all.only(ranks),
                set(answer, "down").only(ranks),
                set(answer, "allocated").only(ranks),
                config);
    }

    private static ResourceSet set(JsonObject answer, String state) {
        return answer.object(state).map(Rv1::parse).orElse(ResourceSet.EMPTY);
    }

    /// The words of `--states`.
    static List<String> states(String words) {
        List<String> states = new ArrayList<>();
        for (String state : words.split(",", -1)) {
            if (!VALID.contains(state)) {
                throw new CommandFailure("ERROR: Invalid resource state " + state + " specified");
            }
            states.add(state);
        }
        return states;
    }

    /// The resources in a state.
    ResourceSet in(String state) {
        return switch (state) {
            case "all" -> all;
            case "down" -> down;
            case "allocated" -> allocated;
            case "up" -> all.minus(down);
            default -> all.minus(down).minus(allocated);
        };
    }
}
