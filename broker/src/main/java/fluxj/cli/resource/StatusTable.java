package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.format.OutputFormat;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.resource.ResourceProtocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// The lines of `resource status`, and of `resource drain` without nodes.
final class StatusTable {
    private static final List<String> VALID =
            List.of(
                    "all",
                    "online",
                    "avail",
                    "offline",
                    "exclude",
                    "drain",
                    "draining",
                    "drained",
                    "torpid",
                    "allocated",
                    "housekeeping");
    private static final List<String> USUAL =
            List.of("avail", "exclude", "draining", "drained", "torpid", "housekeeping");
    private static final List<String> UNDRAINED =
            List.of("avail", "exclude", "allocated", "torpid", "housekeeping");

    private final Console console;
    private final NodeSelection selection;
    private final Set<String> states;
    private final boolean skipsEmpty;

    /// @param wanted the value of `--states`; empty for the usual ones
    StatusTable(
            Console console, NodeSelection selection, Optional<String> wanted, boolean skipsEmpty) {
        this.console = console;
        this.selection = selection;
        this.skipsEmpty = skipsEmpty || wanted.isEmpty();
        states = states(wanted);
    }

    private Set<String> states(Optional<String> wanted) {
        Set<String> result = new LinkedHashSet<>();
        if (wanted.isPresent()) {
            for (String state : wanted.get().split(",", -1)) {
                if (!VALID.contains(state)) {
                    throw new CommandFailure(
                            "ERROR: Invalid resource state %s specified\nvalid states: %s"
                                    .formatted(state, String.join(",", VALID)));
                }
                result.add(state);
            }
        }
        if (new TreeSet<>(List.of("offline", "online")).containsAll(result)) {
            result.addAll(USUAL);
        }
        if (result.remove("drain")) {
            result.addAll(List.of("draining", "drained"));
        }
        return result;
    }

    /// The words that `--states` takes.
    static String valid() {
        return String.join(",", VALID);
    }

    private boolean shows(String state) {
        return states.contains(state) || states.contains("all");
    }

    private boolean shows(boolean online) {
        return online
                ? states.contains("online") || !states.contains("offline")
                : states.contains("offline") || !states.contains("online");
    }

    void print(String format, boolean coloured, boolean withHeadings) {
        OutputFormat output = OutputFormat.of(format, NodeStatusLine.HEADINGS);
        if (!coloured) {
            output = uncoloured(output);
        }
        List<NodeStatusLine> shown = new ArrayList<>();
        for (NodeStatusLine line : lines(status(), output)) {
            boolean skipped =
                    line.hosts().isEmpty()
                            && (skipsEmpty || (!line.isOnline() && !states.contains("offline")));
            if (!skipped) {
                shown.add(line);
            }
        }
        output.print(shown, withHeadings, 0, console.out()::println);
    }

    private static OutputFormat uncoloured(OutputFormat format) {
        return format.without(new TreeSet<>(List.of("color_up", "color_off")));
    }

    private NodeStatus status() {
        try {
            if (selection.readsStdin()) {
                return selected(
                        new NodeStatus(selection.stdin(console), Idset.EMPTY, Idset.EMPTY),
                        Optional.empty());
            }
            try (FluxClient client = console.connect()) {
                JsonObject status =
                        RecordCodec.encode(client.call(ResourceProtocol.STATUS, 0, Empty.EMPTY));
                return selected(
                        new NodeStatus(
                                Optional.of(status), allocated(client), housekeeping(client)),
                        Optional.of(client));
            }
        } catch (FormatException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
    }

    private NodeStatus selected(NodeStatus status, Optional<FluxClient> client) {
        if (selection.includes() || !selection.queues().isEmpty()) {
            status.only(selection.selected(status.nodes(), selection.config(client)));
        }
        for (String state : List.of("draining", "drained")) {
            if (shows(state)) {
                status.hide("torpid", status.in(state));
            }
        }
        return status;
    }

    private static Idset allocated(FluxClient client) {
        try {
            return Rv1.parse(client.call(ResourceProtocol.SCHED_STATUS, 0, Empty.EMPTY).allocated())
                    .ranks();
        } catch (FluxException _) {
            return Idset.EMPTY;
        }
    }

    private static Idset housekeeping(FluxClient client) {
        try {
            JsonObject running =
                    client.call(JobManagerProtocol.STATS_GET, 0, Empty.EMPTY)
                            .housekeeping()
                            .object("running")
                            .orElse(JsonObject.EMPTY);
            Idset ranks = Idset.EMPTY;
            for (String job : running.keys()) {
                ranks =
                        ranks.union(
                                Idset.parse(
                                        running.object(job)
                                                .flatMap(entry -> entry.text("allocated"))
                                                .orElse("")));
            }
            return ranks;
        } catch (FluxException _) {
            return Idset.EMPTY;
        }
    }

    private List<NodeStatusLine> lines(NodeStatus status, OutputFormat format) {
        OutputFormat distinct = format.without(NodeStatusLine.COUNTED);
        Map<String, NodeStatusLine> lines = new LinkedHashMap<>();
        for (String state : UNDRAINED) {
            for (boolean online : new boolean[] {true, false}) {
                if (shows(state) && shows(online)) {
                    Idset there = status.in(online ? "online" : "offline");
                    add(
                            lines,
                            distinct,
                            line(status, state, online, status.in(state).intersect(there)));
                }
            }
        }
        for (String state : List.of("draining", "drained")) {
            if (shows(state)) {
                addDrained(lines, distinct, status, state);
            }
        }
        return List.copyOf(lines.values());
    }

    private void addDrained(
            Map<String, NodeStatusLine> lines,
            OutputFormat distinct,
            NodeStatus status,
            String state) {
        Idset ranks = status.in(state);
        if (ranks.isEmpty() && shows(true)) {
            add(lines, distinct, line(status, state, true, Idset.EMPTY));
        }
        for (OptionalInt next = ranks.first();
                next.isPresent();
                next = ranks.next(next.getAsInt())) {
            int rank = next.getAsInt();
            boolean online = status.in("online").contains(rank);
            if (shows(online)) {
                NodeStatusLine line = line(status, state, online, Idset.of(rank));
                add(
                        lines,
                        distinct,
                        new NodeStatusLine(
                                state,
                                online,
                                line.ranks(),
                                line.hosts(),
                                Optional.of(status.drained(rank))));
            }
        }
    }

    private static NodeStatusLine line(
            NodeStatus status, String state, boolean online, Idset ranks) {
        ResourceSet nodes = status.nodes().only(ranks);
        return new NodeStatusLine(
                state, online, ranks, nodes.hosts().orElse(Hostlist.EMPTY), Optional.empty());
    }

    private static void add(
            Map<String, NodeStatusLine> lines, OutputFormat distinct, NodeStatusLine line) {
        lines.merge(distinct.line(line, 0).orElse(""), line, NodeStatusLine::with);
    }
}
