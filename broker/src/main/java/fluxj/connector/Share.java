package fluxj.connector;

import org.jspecify.annotations.Nullable;

/// Part of the memory that local clients may hold, within a larger part: a connection's of its
/// user's, a guest's of all guests'.
final class Share {
    private final @Nullable Share whole;
    private final long limit;
    private long used;

    private Share(@Nullable Share whole, long limit) {
        this.whole = whole;
        this.limit = limit;
    }

    static Share of(long limit) {
        return new Share(null, limit);
    }

    /// A part of this one.
    Share part(long partLimit) {
        return new Share(this, Math.min(partLimit, limit));
    }

    /// Takes bytes of it; false when they are not there.
    boolean take(long bytes) {
        for (Share share = this; share != null; share = share.whole) {
            if (share.used + bytes > share.limit) {
                return false;
            }
        }
        for (Share share = this; share != null; share = share.whole) {
            share.used += bytes;
        }
        return true;
    }

    /// Gives back what was taken.
    void give(long bytes) {
        for (Share share = this; share != null; share = share.whole) {
            share.used -= bytes;
        }
    }

    long limit() {
        return limit;
    }

    long used() {
        return used;
    }
}
