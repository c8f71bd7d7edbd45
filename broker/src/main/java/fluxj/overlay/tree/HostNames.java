package fluxj.overlay.tree;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.service.Attributes;

import java.util.HashMap;
import java.util.Map;

/// Names of brokers' hosts for logs and checks: from the `hostlist` attribute once it is set, and
/// until then from what the exchange of business cards told.
final class HostNames {
    private final Attributes attributes;
    private final Map<Integer, String> learned = new HashMap<>();
    private String text = "";
    private Hostlist hosts = Hostlist.EMPTY;

    HostNames(Attributes attributes) {
        this.attributes = attributes;
    }

    void put(int rank, String host) {
        learned.put(rank, host);
    }

    /// True when [#of] knows a name.
    boolean isKnown(int rank) {
        refresh();
        return (rank >= 0 && rank < hosts.size()) || learned.containsKey(rank);
    }

    /// The host of a rank, or flux-core's word for not knowing it.
    String of(int rank) {
        refresh();
        return rank >= 0 && rank < hosts.size()
                ? hosts.get(rank)
                : learned.getOrDefault(rank, "(null)");
    }

    private void refresh() {
        String now = attributes.get("hostlist").orElse("");
        if (!now.equals(text)) {
            text = now;
            try {
                hosts = Hostlist.parse(now);
            } catch (FormatException _) {
                // Whoever set it has been told; names are then unknown.
                hosts = Hostlist.EMPTY;
            }
        }
    }
}
