package fluxj.connector;

import org.jspecify.annotations.Nullable;

/// Part of the memory that local clients may hold, within a larger part: a connection's of its
/// user's, a guest's of all guests'.
final class MemoryQuota {
    private final @Nullable MemoryQuota parent;
    private final long limit;
    private long used;

    private MemoryQuota(@Nullable MemoryQuota parent, long limit) {
        this.parent = parent;
        this.limit = limit;
    }

    static MemoryQuota of(long limit) {
        return new MemoryQuota(null, limit);
    }

    /// A part of this one.
    MemoryQuota part(long partLimit) {
        return new MemoryQuota(this, Math.min(partLimit, limit));
    }

    /// Takes bytes of it; false when they are not there.
    boolean take(long bytes) {
        for (MemoryQuota quota = this; quota != null; quota = quota.parent) {
            if (quota.used + bytes > quota.limit) {
                return false;
            }
        }
        for (MemoryQuota quota = this; quota != null; quota = quota.parent) {
            quota.used += bytes;
        }
        return true;
    }

    /// Gives back what was taken.
    void give(long bytes) {
        for (MemoryQuota quota = this; quota != null; quota = quota.parent) {
            quota.used -= bytes;
        }
    }

    long limit() {
        return limit;
    }

    long used() {
        return used;
    }
}
