package fluxj.services.joblist;

import org.jspecify.annotations.Nullable;

/// Jobs by id, in a table of their own: a million of them cost it one reference each and some room.
final class ListedJobs {
    private static final int LEAST = 64;
    private static final int SPREAD = 0x9E3779B9;

    private @Nullable ListedJob[] slots = new ListedJob[LEAST];
    private int size;

    int size() {
        return size;
    }

    @Nullable ListedJob get(long id) {
        return slots[slotOf(id)];
    }

    /// Adds a job whose id is not there yet.
    void add(ListedJob job) {
        if (size * 3 >= slots.length * 2) {
            resize();
        }
        slots[slotOf(job.id)] = job;
        size++;
    }

    /// Takes a job out. Those that stood behind it because of it move up.
    void remove(long id) {
        int hole = slotOf(id);
        if (slots[hole] == null) {
            return;
        }
        slots[hole] = null;
        size--;
        int mask = slots.length - 1;
        for (int at = (hole + 1) & mask; ; at = (at + 1) & mask) {
            @Nullable ListedJob next = slots[at];
            if (next == null) {
                return;
            }
            slots[at] = null;
            slots[slotOf(next.id)] = next;
        }
    }

    private int slotOf(long id) {
        int mask = slots.length - 1;
        int at = ((Long.hashCode(id) * SPREAD) >>> 7) & mask;
        for (@Nullable ListedJob job = slots[at]; job != null && job.id != id; job = slots[at]) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void resize() {
        @Nullable ListedJob[] before = slots;
        slots = new ListedJob[before.length * 2];
        for (@Nullable ListedJob job : before) {
            if (job != null) {
                slots[slotOf(job.id)] = job;
            }
        }
    }
}
