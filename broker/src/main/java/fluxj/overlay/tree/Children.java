package fluxj.overlay.tree;

import fluxj.format.Topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The table of a broker's children, in rank order, with the online ones found by identity.
final class Children implements Iterable<Child> {
    private final Topology topology;
    private final int rank;
    private final int[] ranks;
    private final List<Child> all;
    private final Map<String, Child> online = new HashMap<>();
    private final int[] statusCounts = new int[SubtreeStatus.values().length];

    Children(Topology topology, int rank, long nowNanos) {
        this.topology = topology;
        this.rank = rank;
        ranks = topology.children(rank);
        all = new ArrayList<>(ranks.length);
        for (int child : ranks) {
            all.add(new Child(child, nowNanos));
        }
        statusCounts[SubtreeStatus.OFFLINE.number()] = ranks.length;
    }

    int size() {
        return ranks.length;
    }

    int onlineCount() {
        return online.size();
    }

    /// The status that these children give their parent.
    SubtreeStatus subtreeStatus() {
        return SubtreeStatus.ofChildren(statusCounts);
    }

    /// The direct child of that rank.
    Optional<Child> ofRank(int childRank) {
        int index = java.util.Arrays.binarySearch(ranks, childRank);
        return index < 0 ? Optional.empty() : Optional.of(all.get(index));
    }

    /// The child through which a rank below this broker is reached.
    Optional<Child> towards(int nodeid) {
        OptionalInt child = topology.routeDown(rank, nodeid);
        return child.isEmpty() ? Optional.empty() : ofRank(child.getAsInt());
    }

    /// The online child of that identity.
    Optional<Child> online(String uuid) {
        return Optional.ofNullable(online.get(uuid));
    }

    /// Puts a new broker process into a child's place, which must not be online.
    void admit(Child child, String uuid) {
        if (child.isOnline()) {
            throw new IllegalStateException("rank " + child.rank + " is online");
        }
        child.renew(uuid);
    }

    /// Changes a status; false when it was that already.
    boolean setStatus(Child child, SubtreeStatus status, long nowNanos) {
        if (child.status() == status) {
            return false;
        }
        statusCounts[child.status().number()]--;
        statusCounts[status.number()]++;
        if (status.isOnline()) {
            online.put(child.uuid(), child);
        } else if (child.isOnline()) {
            online.remove(child.uuid());
        }
        child.setStatus(status, nowNanos);
        return true;
    }

    /// How many brokers are below a child.
    int descendants(Child child) {
        return topology.descendants(child.rank);
    }

    @Override
    public Iterator<Child> iterator() {
        return Collections.unmodifiableList(all).iterator();
    }
}
