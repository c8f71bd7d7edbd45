package fluxj.services.content;

import fluxj.format.Blobref;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// The blobs of one rank by their references, and how much there is of each kind. Every step takes
/// constant time.
final class Cache {
    private final Map<Blobref, CacheEntry> entries = new HashMap<>();
    private final CacheEntryList clean = new CacheEntryList();
    private final CacheEntryList dirty = new CacheEntryList();
    private int valid;
    private int dirtyCount;
    private long bytes;
    private long dirtyBytes;
    private long lastSequence;

    @Nullable CacheEntry find(Blobref ref) {
        return entries.get(ref);
    }

    /// Makes an entry without bytes; there must be none of that name.
    CacheEntry add(Blobref ref) {
        CacheEntry entry = new CacheEntry(ref);
        entries.put(ref, entry);
        return entry;
    }

    /// Gives an entry its bytes, as dirty as its flag says.
    void fill(CacheEntry entry, Payload blob, boolean asDirty, long now) {
        entry.fill(blob);
        valid++;
        bytes += blob.length();
        if (asDirty) {
            addToList(entry);
        } else {
            entry.lastUsed = now;
            clean.addLast(entry);
        }
    }

    /// Notes the use of a valid entry.
    void touch(CacheEntry entry, long now) {
        if (!entry.dirty) {
            entry.lastUsed = now;
            clean.remove(entry);
            clean.addLast(entry);
        }
    }

    /// Makes a clean entry dirty.
    void markDirty(CacheEntry entry) {
        clean.remove(entry);
        addToList(entry);
    }

    private void addToList(CacheEntry entry) {
        entry.dirty = true;
        entry.acknowledged = false;
        entry.sequence = ++lastSequence;
        dirty.addLast(entry);
        dirtyCount++;
        dirtyBytes += entry.length();
    }

    /// Makes a dirty entry clean.
    void markClean(CacheEntry entry, long now) {
        dirty.remove(entry);
        dirtyCount--;
        dirtyBytes -= entry.length();
        entry.dirty = false;
        entry.lastUsed = now;
        clean.addLast(entry);
    }

    /// Forgets an entry.
    void remove(CacheEntry entry) {
        if (entry.dirty) {
            dirty.remove(entry);
            dirtyCount--;
            dirtyBytes -= entry.length();
            entry.dirty = false;
        } else if (entry.isValid()) {
            clean.remove(entry);
        }
        if (entry.isValid()) {
            valid--;
            bytes -= entry.length();
        }
        entries.remove(entry.ref);
    }

    /// Forgets what is clean.
    ///
    /// @return how many that were
    int dropClean() {
        int before = entries.size();
        for (CacheEntry entry = clean.first(); entry != null; entry = clean.first()) {
            remove(entry);
        }
        return before - entries.size();
    }

    /// Forgets what is clean and was not used since `limit`, the longest unused first, while there
    /// are more than `target` bytes.
    void purge(long target, long limit) {
        for (CacheEntry entry = clean.first();
                entry != null && bytes > target && entry.lastUsed - limit <= 0;
                entry = clean.first()) {
            remove(entry);
        }
    }

    /// The entry that is dirty for the longest time; null when none is.
    @Nullable CacheEntry oldestDirty() {
        return dirty.first();
    }

    /// The sequence of the entry that became dirty last; all before it are smaller.
    long lastSequence() {
        return lastSequence;
    }

    int count() {
        return entries.size();
    }

    int valid() {
        return valid;
    }

    int dirty() {
        return dirtyCount;
    }

    long bytes() {
        return bytes;
    }

    long dirtyBytes() {
        return dirtyBytes;
    }
}
