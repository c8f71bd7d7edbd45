package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

/// Counts what one listing compares, and ends it when that is too much.
final class Comparisons {
    private final long limit;
    private long made;

    /// @param limit 0 for none
    Comparisons(long limit) {
        this.limit = limit;
    }

    /// Counts some more.
    ///
    /// @throws FluxException EINVAL when there were too many
    void add(long count) {
        made += count;
        if (limit > 0 && made > limit) {
            throw new FluxException(
                    Errno.EINVAL, "Excessive comparisons made, limit search via states or since");
        }
    }
}
