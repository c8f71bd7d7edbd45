package fluxj.cli.overlay;

import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.ChildHealth;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Finds out who is missing from the tree, since when and why, for commands that wait.
public final class MissingBrokers {
    private static final int MOST_NAMED = 8;

    private final FluxClient client;
    private final HostMap hosts;
    private final List<String> found = new ArrayList<>();
    private int more;
    private int asking;

    private MissingBrokers(FluxClient client, HostMap hosts) {
        this.client = client;
        this.hosts = hosts;
    }

    /// Asks down the tree from a rank, and hands over one phrase for each broker that is missing:
    /// `node7 (rank 7) lost for 3m: Connection timed out`. The brokers below a missing one are not
    /// listed. Without waiting: the answer comes later, on the client's reactor.
    public static void find(
            FluxClient client, HostMap hosts, int rank, Consumer<List<String>> onFound) {
        new MissingBrokers(client, hosts).ask(rank, onFound);
    }

    private void ask(int rank, Consumer<List<String>> onFound) {
        asking++;
        client.ask(OverlayProtocol.HEALTH, rank, Empty.EMPTY)
                .then(
                        health -> {
                            asking--;
                            look(health, onFound);
                            finish(onFound);
                        },
                        error -> {
                            asking--;
                            add(name(rank) + " does not answer: " + error.getMessage());
                            finish(onFound);
                        });
    }

    private void look(Health health, Consumer<List<String>> onFound) {
        for (ChildHealth child : health.children()) {
            if (child.isGone()) {
                add(
                        name(child.rank())
                                + " "
                                + child.status()
                                + " for "
                                + Words.duration(child.duration(), 2)
                                + child.error()
                                        .filter(error -> !error.isEmpty())
                                        .map(error -> ": " + error)
                                        .orElse(""));
            } else if (!child.status().equals("full")) {
                ask(child.rank(), onFound);
            }
        }
    }

    private String name(int rank) {
        return hosts.host(rank) + " (rank " + rank + ")";
    }

    private void add(String phrase) {
        if (found.size() < MOST_NAMED) {
            found.add(phrase);
        } else {
            more++;
        }
    }

    private void finish(Consumer<List<String>> onFound) {
        if (asking == 0) {
            if (more > 0) {
                found.add("and " + more + " more");
            }
            onFound.accept(List.copyOf(found));
        }
    }
}
