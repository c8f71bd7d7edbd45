package fluxj.services.schedsimple.pool;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All nodes, and what is free on them (RFC 27). A request costs what it takes and what there are
/// levels of free cores, not what there are nodes.
public final class NodePool {
    private final Fit fit;
    private final @Nullable Node[] nodes;
    private final FreeIndex index;
    private ResourceSet all;
    private Places places;
    private Capacity capacity;

    /// Nodes that are down, and free.
    public NodePool(ResourceSet all, Fit fit) {
        this.all = all;
        this.fit = fit;
        nodes = new Node[all.ranks().last().orElse(-1) + 1];
        index = new FreeIndex(nodes.length);
        places = new Places(all, nodes.length);
        capacity = new Capacity(all, nodes.length);
        all.groups().forEach((has, ranks) -> ranks.forEach(rank -> nodes[rank] = new Node(has)));
    }

    private NodePool(NodePool other) {
        all = other.all;
        fit = other.fit;
        places = other.places;
        capacity = other.capacity;
        nodes = new Node[other.nodes.length];
        index = new FreeIndex(nodes.length);
        for (int rank = 0; rank < nodes.length; rank++) {
            Node node = other.nodes[rank];
            if (node != null) {
                Node copy = node.copy();
                nodes[rank] = copy;
                index.add(rank, copy);
            }
        }
    }

    /// The same for what might be, which changes nothing here.
    public NodePool copy() {
        return new NodePool(this);
    }

    /// All resources.
    public ResourceSet all() {
        return all;
    }

    /// What jobs have.
    public ResourceSet allocated() {
        Map<NodeResources, Idset.Builder> used = new LinkedHashMap<>();
        for (int rank = 0; rank < nodes.length; rank++) {
            Node node = nodes[rank];
            if (node != null && (!node.isIdle() || !node.used().isEmpty())) {
                used.computeIfAbsent(node.used(), _ -> Idset.builder()).add(rank);
            }
        }
        return set(used, 0).withTimes(all.starttime(), all.expiration());
    }

    /// The nodes that are down.
    public ResourceSet down() {
        Idset.Builder down = Idset.builder();
        for (int rank = 0; rank < nodes.length; rank++) {
            Node node = nodes[rank];
            if (node != null && !node.isUp()) {
                down.add(rank);
            }
        }
        return all.only(down.build()).withoutProperties();
    }

    /// Nodes can be used, or can be no more; what jobs have of them they keep.
    public void setUp(Idset ranks, boolean isUp) {
        ranks.forEach(rank -> change(rank, node -> node.setUp(isUp)));
    }

    private interface Change {
        void to(Node node);
    }

    /// Changes a node, if there is such, with its place in the index.
    private void change(int rank, Change change) {
        Node node = rank < nodes.length ? nodes[rank] : null;
        if (node != null) {
            index.remove(rank, node);
            change.to(node);
            index.add(rank, node);
        }
    }

    /// Nodes are gone for good.
    public void remove(Idset ranks) {
        ranks.forEach(
                rank -> {
                    Node node = rank < nodes.length ? nodes[rank] : null;
                    if (node != null) {
                        index.remove(rank, node);
                        nodes[rank] = null;
                    }
                });
        all = all.without(ranks);
        places = new Places(all, nodes.length);
        capacity = new Capacity(all, nodes.length);
    }

    /// The instance's time ends then.
    public void setExpiration(double expiration) {
        all = all.withTimes(all.starttime(), expiration);
    }

    /// Resources that a job has already.
    ///
    /// @throws FluxException ENOENT naming ranks that there are not
    public void hold(ResourceSet resources) {
        Idset missing = resources.ranks().minus(all.ranks());
        if (!missing.isEmpty()) {
            throw new FluxException(
                    Errno.ENOENT,
                    "allocation contains ranks not in resource pool: "
                            + missing.toBracketedString());
        }
        resources
                .groups()
                .forEach(
                        (part, ranks) ->
                                ranks.forEach(rank -> change(rank, node -> node.take(part))));
    }

    /// Takes back what a job has. Of nodes that are gone nothing is.
    public void free(ResourceSet resources) {
        resources
                .groups()
                .forEach(
                        (part, ranks) ->
                                ranks.forEach(rank -> change(rank, node -> node.give(part))));
    }

    /// Why a request can never be satisfied, in Flux's words; empty when it can.
    public Optional<String> complaint(JobNeeds request) {
        return capacity.complaint(request.resources(), places.of(request.constraint()));
    }

    /// Gives a job resources, if it can.
    public Answer allocate(JobNeeds request) {
        RankBits eligible = places.of(request.constraint());
        boolean stepped =
                request.resources().slots().isStepped()
                        || request.resources().nodes().filter(n -> n.isStepped()).isPresent();
        Choice.Chosen chosen =
                stepped
                        ? new Choice.Chosen(List.of(), 0)
                        : new Choice(present(), index, eligible, fit).choose(request.resources());
        if (chosen.parts().isEmpty()) {
            return complaint(request)
                    .<Answer>map(Answer.Infeasible::new)
                    .orElseGet(Answer.Insufficient::new);
        }
        Map<NodeResources, Idset.Builder> parts = new LinkedHashMap<>();
        for (Choice.Part part : chosen.parts()) {
            change(part.rank(), node -> node.take(part.resources()));
            parts.computeIfAbsent(part.resources(), _ -> Idset.builder()).add(part.rank());
        }
        return new Answer.Allocated(set(parts, (int) Math.min(chosen.slots(), Integer.MAX_VALUE)));
    }

    /// The index names only nodes that there are.
    @SuppressWarnings("NullAway")
    private Node[] present() {
        return nodes;
    }

    private ResourceSet set(Map<NodeResources, Idset.Builder> parts, int slots) {
        ResourceSet.Builder set = ResourceSet.builder();
        Idset.Builder union = Idset.builder();
        parts.forEach(
                (resources, ranks) -> {
                    Idset these = ranks.build();
                    set.add(these, resources);
                    these.forEachRange(union::addRange);
                });
        Idset ranks = union.build();
        all.hosts().ifPresent(_ -> set.hosts(hosts(ranks)));
        all.properties()
                .forEach(
                        (name, having) -> {
                            Idset these = having.intersect(ranks);
                            if (!these.isEmpty()) {
                                set.property(name, these);
                            }
                        });
        all.scheduling().ifPresent(set::scheduling);
        if (slots > 0) {
            set.slots(slots);
        }
        return set.build();
    }

    private Hostlist hosts(Idset ranks) {
        Hostlist.Builder hosts = Hostlist.builder();
        ranks.forEach(rank -> hosts.add(places.host(rank)));
        return hosts.build();
    }
}
