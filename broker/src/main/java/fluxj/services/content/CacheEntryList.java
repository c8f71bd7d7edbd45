package fluxj.services.content;

import org.jspecify.annotations.Nullable;

/// Entries in an order, linked through themselves, so that taking one out of the middle costs
/// nothing.
final class CacheEntryList {
    private @Nullable CacheEntry first;
    private @Nullable CacheEntry last;

    /// The one that was added before all others; null when empty.
    @Nullable CacheEntry first() {
        return first;
    }

    void addLast(CacheEntry entry) {
        CacheEntry end = last;
        entry.before = end;
        entry.after = null;
        last = entry;
        if (end == null) {
            first = entry;
        } else {
            end.after = entry;
        }
    }

    void remove(CacheEntry entry) {
        CacheEntry before = entry.before;
        CacheEntry after = entry.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        entry.before = null;
        entry.after = null;
    }
}
