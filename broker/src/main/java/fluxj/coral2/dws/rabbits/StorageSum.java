package fluxj.coral2.dws.rabbits;

import fluxj.config.tables.StorageMaximums;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.Map;
import java.util.TreeMap;

/// Adds up the storage of a job's directives, in GiB.
final class StorageSum {
    private static final long GIB = 1L << 30;

    private final long nodeCount;
    private final long minimumGib;
    private final Map<String, Long> requested = new TreeMap<>();
    private long perNode;

    StorageSum(long nodeCount, long minimumGib) {
        this.nodeCount = nodeCount;
        this.minimumGib = minimumGib;
    }

    void add(Breakdown.Storage storage) {
        storage.allocationSets().forEach(this::add);
    }

    private void add(Breakdown.Part part) {
        StorageLabel label =
                StorageLabel.of(part.label())
                        .orElseThrow(
                                () ->
                                        Breakdown.malformed(
                                                "unknown label "
                                                        + PythonText.quoted(part.label())));
        if (!label.strategy().is(part.allocationStrategy())) {
            throw invalid(
                    label
                            + " allocationStrategy must be '"
                            + label.strategy()
                            + "' but got "
                            + PythonText.quoted(part.allocationStrategy()));
        }
        long gib = Math.max(minimumGib, Math.ceilDiv(part.minimumCapacity(), GIB));
        if (!label.isLustre()) {
            requested.merge(label.toString(), gib, Long::sum);
            perNode += gib;
            return;
        }
        // The other parts of a Lustre file system are small beside its OSTs.
        if (label == StorageLabel.OST) {
            requested.merge(StorageMaximums.LUSTRE, gib, Long::sum);
        }
        perNode += Math.ceilDiv(gib, nodeCount);
    }

    /// What each node of the job needs.
    long perNode() {
        return perNode;
    }

    /// Refuses what is more than a job may have.
    ///
    /// @throws FluxException EINVAL, for the user
    void check(StorageMaximums maximums) {
        maximums.gib().forEach(this::check);
    }

    private void check(String type, long most) {
        long gib = requested.getOrDefault(type, 0L);
        long each = type.equals(StorageMaximums.LUSTRE) ? gib / nodeCount : gib;
        if (each > most) {
            throw invalid(
                    "Requested a total of "
                            + each
                            + " GiB of "
                            + type
                            + " storage per node but max is "
                            + most
                            + " GiB per node");
        }
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, why);
    }
}
