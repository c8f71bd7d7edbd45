package fluxj.job.spec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// The resources a job asks for, in numbers (RFC 14, RFC 25).
///
/// @param nodes how many nodes; absent when slots may be anywhere
/// @param slots how many slots on each of the nodes, or in all when there are none
/// @param slotSize the cores of a slot
/// @param slotGpus the GPUs of a slot
/// @param isExclusive true when nodes are taken whole
public record ResourceRequest(
        Optional<ResourceCount> nodes,
        ResourceCount slots,
        long slotSize,
        long slotGpus,
        boolean isExclusive) {
    /// How deep resources may be nested.
    private static final int MAX_DEPTH = 100;

    /// Reads the resources of a jobspec. What they are for is not looked at, and a type that is
    /// neither node, slot, core nor gpu only multiplies what it holds.
    ///
    /// @throws FluxException EINVAL with the schedulers' text
    public static ResourceRequest of(JsonObject jobspec) {
        JsonArray resources =
                jobspec.array("resources")
                        .filter(all -> all.size() > 0)
                        .orElseThrow(() -> invalid("jobspec has no resources"));
        Walk walk = new Walk();
        walk.level(resources, 1, 0);
        return walk.found();
    }

    /// How many slots in all.
    public ResourceCount totalSlots() {
        return nodes.map(slots::times).orElse(slots);
    }

    /// The fewest nodes; 0 when slots may be anywhere.
    public long nnodes() {
        return nodes.map(ResourceCount::min).orElse(0L);
    }

    /// The fewest slots in all.
    public long nslots() {
        return totalSlots().min();
    }

    /// The fewest cores in all.
    public long ncores() {
        return Math.multiplyExact(nslots(), slotSize);
    }

    /// The fewest GPUs in all.
    public long ngpus() {
        return Math.multiplyExact(nslots(), slotGpus);
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    /// What a walk from the top down has met; a type met again counts as it was last.
    private static final class Walk {
        private @Nullable ResourceCount nodes;
        private @Nullable ResourceCount slots;
        private long slotSize;
        private long slotGpus;
        private boolean exclusive;

        void level(JsonArray resources, long factor, int depth) {
            if (depth > MAX_DEPTH) {
                throw invalid("jobspec resource nesting exceeds maximum depth " + MAX_DEPTH);
            }
            for (JsonValue each : resources) {
                if (!(each instanceof JsonObject vertex)) {
                    throw invalid("level " + depth + ": resource must be an object");
                }
                vertex(vertex, factor, depth);
            }
        }

        private void vertex(JsonObject vertex, long factor, int depth) {
            String type =
                    vertex.text("type")
                            .orElseThrow(
                                    () ->
                                            invalid(
                                                    "level "
                                                            + depth
                                                            + ": Object item not found: type"));
            ResourceCount count =
                    vertex.get("count").map(ResourceCount::of).orElseGet(() -> ResourceCount.of(1));
            boolean whole = vertex.bool("exclusive").orElse(false);
            switch (type) {
                case "node" -> {
                    nodes = count.times(factor);
                    exclusive |= whole;
                }
                case "slot" -> {
                    slots = count;
                    exclusive |= whole;
                }
                case "core" -> slotSize = count.min();
                case "gpu" -> slotGpus = count.min();
                default -> {
                    // Such as a socket or a rack.
                }
            }
            long inner = type.equals("node") ? factor : count.times(factor).min();
            vertex.array("with").ifPresent(with -> level(with, inner, depth + 1));
        }

        ResourceRequest found() {
            @Nullable ResourceCount found = slots;
            if (found == null) {
                throw invalid("Unable to determine slot count");
            }
            if (slotSize == 0) {
                throw invalid("Unable to determine slot size");
            }
            if (exclusive && nodes == null) {
                return new ResourceRequest(
                        Optional.of(found), ResourceCount.of(1), slotSize, slotGpus, true);
            }
            return new ResourceRequest(
                    Optional.ofNullable(nodes), found, slotSize, slotGpus, exclusive);
        }
    }
}
