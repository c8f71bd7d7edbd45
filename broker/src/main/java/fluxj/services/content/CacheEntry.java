package fluxj.services.content;

import fluxj.format.Blobref;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What the cache knows of one blob. It is *valid* when the bytes are here; *dirty* when those to
/// whom this rank writes have yet to confirm them; *ephemeral* when they come from a mapped file
/// and no backing store has them. A valid entry is in exactly one [CacheEntryList]: the dirty ones
/// in the order they became so, the clean ones by last use. A dirty entry is never ephemeral.
final class CacheEntry {
    final Blobref ref;
    private @Nullable Payload blob;

    boolean dirty;
    boolean ephemeral;

    /// A store of it is under way.
    boolean storing;

    /// It waits in the queue of what is to be stored.
    boolean queued;

    /// Somebody was told that it is stored: it must not be lost.
    boolean acknowledged;

    /// Its place in the order of dirtying.
    long sequence;

    /// When a clean one was last wanted, nanoseconds of the reactor.
    long lastUsed;

    @Nullable CacheEntry before;
    @Nullable CacheEntry after;

    private @Nullable List<RawCall> loads;
    private @Nullable List<RawCall> stores;

    CacheEntry(Blobref ref) {
        this.ref = ref;
    }

    boolean isValid() {
        return blob != null;
    }

    /// The bytes of a valid entry.
    Payload blob() {
        Payload bytes = blob;
        if (bytes == null) {
            throw new IllegalStateException("no bytes yet: " + ref);
        }
        return bytes;
    }

    int length() {
        Payload bytes = blob;
        return bytes == null ? 0 : bytes.length();
    }

    void fill(Payload bytes) {
        blob = bytes;
    }

    void addLoad(RawCall call) {
        List<RawCall> calls = loads;
        if (calls == null) {
            calls = new ArrayList<>(1);
            loads = calls;
        }
        calls.add(call);
    }

    void addStore(RawCall call) {
        List<RawCall> calls = stores;
        if (calls == null) {
            calls = new ArrayList<>(1);
            stores = calls;
        }
        calls.add(call);
    }

    /// Those who wait for the bytes; they wait no longer.
    List<RawCall> takeLoads() {
        List<RawCall> calls = loads;
        loads = null;
        return calls == null ? List.of() : calls;
    }

    /// Those who wait for the confirmation; they wait no longer.
    List<RawCall> takeStores() {
        List<RawCall> calls = stores;
        stores = null;
        return calls == null ? List.of() : calls;
    }
}
