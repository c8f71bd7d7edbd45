package fluxj.cli.overlay;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.ChildHealth;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

@Command(name = "errors", description = "Summarize overlay errors", sortOptions = false)
final class OverlayErrorsCommand extends FluxCommand {
    private static final int MOST_AT_ONCE = 512;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "FSD",
            description = "Set RPC timeout, 0=disable (default 0.5s)")
    private Optional<String> timeout = Optional.empty();

    private final Map<String, Idset> errors = new LinkedHashMap<>();
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private int asking;

    OverlayErrorsCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            int size = client.size();
            double standard = size > 2048 ? 0.5 * size / 2000 : 0.5;
            double limit = timeout.map(text -> Words.seconds("timeout", text)).orElse(standard);
            HostMap hosts = HostMap.of(client);
            TreeNode topology = TreeNode.fetch(client);
            waiting.add(0);
            next(client, topology, limit);
            client.reactor().runUntil(() -> asking == 0 && waiting.isEmpty());
            errors.forEach(
                    (error, ranks) -> console().out().println(hosts.hosts(ranks) + ": " + error));
        }
    }

    private void next(FluxClient client, TreeNode topology, double limit) {
        while (asking < MOST_AT_ONCE && !waiting.isEmpty()) {
            ask(client, topology, limit, waiting.remove());
        }
    }

    private void ask(FluxClient client, TreeNode topology, double limit, int rank) {
        asking++;
        var answer = new Once();
        Optional<Timer> timer =
                limit == 0
                        ? Optional.empty()
                        : Optional.of(
                                client.reactor()
                                        .after(
                                                Duration.ofNanos((long) (limit * 1e9)),
                                                () -> {
                                                    if (answer.first()) {
                                                        lost(
                                                                topology,
                                                                rank,
                                                                Errno.ETIMEDOUT.text());
                                                        done(client, topology, limit);
                                                    }
                                                }));
        client.ask(OverlayProtocol.HEALTH, rank, Empty.EMPTY)
                .then(
                        health -> {
                            timer.ifPresent(Timer::cancel);
                            if (answer.first()) {
                                look(health, topology);
                                done(client, topology, limit);
                            }
                        },
                        error -> {
                            timer.ifPresent(Timer::cancel);
                            if (answer.first()) {
                                lost(topology, rank, text(error));
                                done(client, topology, limit);
                            }
                        });
    }

    private static String text(FluxException error) {
        return String.valueOf(error.getMessage());
    }

    private static final class Once {
        private boolean used;

        boolean first() {
            boolean first = !used;
            used = true;
            return first;
        }
    }

    private void done(FluxClient client, TreeNode topology, double limit) {
        asking--;
        next(client, topology, limit);
    }

    private void look(Health health, TreeNode topology) {
        for (ChildHealth child : health.children()) {
            Optional<String> error = child.error().filter(text -> !text.isEmpty());
            if (child.status().equals("lost")) {
                lost(topology, child.rank(), error.orElse("unknown error"));
            } else if (child.status().equals("offline")) {
                error.ifPresent(text -> add(text, Idset.of(child.rank())));
            } else {
                waiting.add(child.rank());
            }
        }
    }

    private void lost(TreeNode topology, int rank, String error) {
        add(error, Idset.of(rank));
        Idset below = topology.find(rank).map(TreeNode::ranks).orElse(Idset.EMPTY).without(rank);
        if (!below.isEmpty()) {
            add("lost parent", below);
        }
    }

    private void add(String error, Idset ranks) {
        errors.merge(error, ranks, Idset::union);
    }
}
