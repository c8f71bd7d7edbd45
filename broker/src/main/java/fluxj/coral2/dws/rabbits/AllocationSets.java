package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arithmetic of `spec.allocationSets` of a Servers object: how large the allocations of a file
/// system are and how many of them each rabbit of the job gets (spec coral2 4.7). Whole numbers all
/// the way: a capacity may be any number of bytes.
public final class AllocationSets {
    /// The least that is ever allocated, in GiB.
    public static final long MINIMUM_GIB = 4;

    private static final int GIB_BITS = 30;

    private final JobRabbits job;
    private final long minimumBytes;

    private AllocationSets(JobRabbits job, long minimumGib) {
        this.job = job;
        this.minimumBytes = minimumGib << GIB_BITS;
    }

    /// The allocation sets for one directive's storage.
    ///
    /// @param storage what the directive needs
    /// @param job the rabbits of the job
    /// @param minimumGib no allocation is smaller
    /// @throws FluxException EINVAL when the job has no rabbits, EPROTO for a count below 1
    public static JsonArray of(Breakdown.Storage storage, JobRabbits job, long minimumGib) {
        if (job.nodes().isEmpty()) {
            throw new FluxException(Errno.EINVAL, "the job has no nodes with rabbits");
        }
        AllocationSets sets = new AllocationSets(job, minimumGib);
        List<JsonValue> items = new ArrayList<>();
        storage.allocationSets().forEach(part -> items.add(sets.of(part)));
        return new JsonArray(items);
    }

    private JsonObject of(Breakdown.Part part) {
        long capacity = part.minimumCapacity();
        if (AllocationStrategy.PER_COMPUTE.is(part.allocationStrategy())) {
            return set(part, capacity, perRabbit(1));
        }
        if (AllocationStrategy.SINGLE_SERVER.is(part.allocationStrategy())) {
            return set(part, capacity, spread(1));
        }
        if (part.count().isPresent()) {
            long count = part.count().get();
            if (count < 1) {
                throw Breakdown.malformed("a count of " + count + " allocations");
            }
            return set(part, Math.ceilDiv(capacity, count), spread(count));
        }
        int share = greatestCommonDivisor();
        return set(part, pieceOf(capacity, share), perRabbit(share));
    }

    private JsonObject set(Breakdown.Part part, long size, Map<String, Long> counts) {
        List<JsonValue> storage = new ArrayList<>();
        counts.forEach(
                (rabbit, count) ->
                        storage.add(
                                JsonObject.builder()
                                        .put("allocationCount", count)
                                        .put("name", rabbit)
                                        .build()));
        return JsonObject.builder()
                .put("allocationSize", Math.max(size, minimumBytes))
                .put("label", part.label())
                .put("storage", new JsonArray(storage))
                .build();
    }

    /// One allocation on each rabbit for every so many nodes of the job that it has.
    private Map<String, Long> perRabbit(int nodesEach) {
        Map<String, Long> counts = new LinkedHashMap<>();
        job.nodes().forEach((rabbit, nodes) -> counts.put(rabbit, (long) (nodes / nodesEach)));
        return counts;
    }

    /// A number of allocations, one rabbit after the other, those with most nodes first.
    private Map<String, Long> spread(long count) {
        List<Map.Entry<String, Integer>> rabbits = new ArrayList<>(job.nodes().entrySet());
        rabbits.sort((left, right) -> Integer.compare(right.getValue(), left.getValue()));
        long rounds = count / rabbits.size();
        long rest = count % rabbits.size();
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < rabbits.size() && i < count; i++) {
            counts.put(rabbits.get(i).getKey(), rounds + (i < rest ? 1 : 0));
        }
        return counts;
    }

    private int greatestCommonDivisor() {
        return job.nodes().values().stream()
                .reduce(
                        0,
                        (left, right) ->
                                BigInteger.valueOf(left).gcd(BigInteger.valueOf(right)).intValue());
    }

    /// What some nodes' piece of a capacity is, rounded up.
    private long pieceOf(long capacity, int nodes) {
        BigInteger all = BigInteger.valueOf(job.nodeCount());
        return BigInteger.valueOf(capacity)
                .multiply(BigInteger.valueOf(nodes))
                .add(all.subtract(BigInteger.ONE))
                .divide(all)
                .longValueExact();
    }
}
