package fluxj.coral2.slingshot;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which identifiers are free and which job has the others. They are handed out in a circle, so
/// that one comes back as late as can be.
final class VniPool {
    /// How many a job may have.
    static final int MOST = 4;

    private final Map<Long, List<Integer>> holders = new LinkedHashMap<>();
    private final BitSet free = new BitSet();
    private Idset universe = Idset.EMPTY;
    private int last = -1;

    /// Hands these out from now on. What jobs have stays theirs; the same set changes nothing.
    void configure(Idset newer) {
        if (newer.equals(universe)) {
            return;
        }
        universe = newer;
        last = -1;
        free.clear();
        newer.forEach(free::set);
        holders.values().forEach(held -> held.forEach(free::clear));
    }

    Idset universe() {
        return universe;
    }

    Idset free() {
        Idset.Builder ids = Idset.builder();
        free.stream().forEach(ids::add);
        return ids.build();
    }

    Map<Long, List<Integer>> holders() {
        return holders;
    }

    /// Gives a job some.
    ///
    /// @throws FluxException EINVAL for a count that is none, ENOSPC when so many are not free
    List<Integer> reserve(long job, int count) {
        if (count < 1 || count > MOST) {
            throw new FluxException(Errno.EINVAL, "VNI count must be within 1-" + MOST);
        }
        int available = free.cardinality();
        if (available < count) {
            throw new FluxException(
                    Errno.ENOSPC,
                    "failed to reserve "
                            + count
                            + (count == 1 ? " VNI (" : " VNIs (")
                            + available
                            + " available)");
        }
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int next = free.nextSetBit(last + 1);
            last = next < 0 ? free.nextSetBit(0) : next;
            free.clear(last);
            taken.add(last);
        }
        holders.put(job, List.copyOf(taken));
        return taken;
    }

    /// Writes down what a job has from before.
    void recover(long job, List<Integer> vnis) {
        holders.put(job, List.copyOf(vnis));
        vnis.forEach(free::clear);
        for (int vni : vnis) {
            last = Math.max(last, vni);
        }
    }

    /// Takes back what a job has, as far as it is still handed out.
    void release(long job) {
        @Nullable List<Integer> held = holders.remove(job);
        if (held != null) {
            held.stream().filter(universe::contains).forEach(free::set);
        }
    }
}
