package fluxj.services.content;

import org.jspecify.annotations.Nullable;

/// Entries in an order, linked through themselves, so that taking one out of the middle costs
/// nothing.
final class EntryList {
    private @Nullable Entry first;
    private @Nullable Entry last;

    /// The one that was added before all others; null when empty.
    @Nullable Entry first() {
        return first;
    }

    void addLast(Entry entry) {
        Entry end = last;
        entry.before = end;
        entry.after = null;
        last = entry;
        if (end == null) {
            first = entry;
        } else {
            end.after = entry;
        }
    }

    void remove(Entry entry) {
        Entry before = entry.before;
        Entry after = entry.after;
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
