package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.content.ContentProtocol;
import fluxj.services.kvs.KvsProtocol.CacheStats;
import fluxj.services.kvs.tree.Blobs;
import fluxj.services.kvs.tree.NewBlob;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Directories and blobs of values that were used of late, by reference. What is not here comes
/// from the content service, one request a blob however many ask. What a commit adds is dirty until
/// the content service has it, and forgotten when that fails.
final class TreeCache implements Blobs {
    /// Entries unused for this long go on the next sweep.
    static final Duration MAX_AGE = Duration.ofSeconds(10);

    /// More than this and the least recently used go sooner, but not those of a run that is about
    /// to be repeated.
    static final long MAX_BYTES = 256L << 20;

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final double MIB = 1 << 20;
    private static final double KIB_OF_STATISTICS = 1e-3;

    private static final class Entry {
        private final Payload bytes;
        private @Nullable Dir directory;
        private @Nullable Promise<Empty> storing;
        private long lastUsed;

        private Entry(Payload bytes, @Nullable Dir directory) {
            this.bytes = bytes;
            this.directory = directory;
        }
    }

    private final ServiceContext flux;
    private final LinkedHashMap<Blobref, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Blobref, Promise<Empty>> loads = new HashMap<>();
    private long bytes;
    private int faults;

    TreeCache(ServiceContext flux) {
        this.flux = flux;
    }

    @Override
    public Optional<Dir> directory(Blobref ref) {
        Entry entry = use(ref);
        if (entry == null) {
            return Optional.empty();
        }
        Dir directory = entry.directory;
        if (directory == null) {
            directory = decode(ref, entry.bytes.bytes());
            entry.directory = directory;
        }
        return Optional.of(directory);
    }

    private static Dir decode(Blobref ref, byte[] blob) {
        try {
            if (Treeobj.decode(blob) instanceof Dir dir) {
                return dir;
            }
        } catch (FluxException e) {
            throw new FluxException(
                    Errno.ENOTRECOVERABLE, ref + " is no directory: " + e.getMessage());
        }
        throw new FluxException(Errno.ENOTRECOVERABLE, ref + " is no directory");
    }

    @Override
    public Optional<byte[]> bytes(Blobref ref) {
        Entry entry = use(ref);
        return entry == null ? Optional.empty() : Optional.of(entry.bytes.bytes());
    }

    private @Nullable Entry use(Blobref ref) {
        Entry entry = entries.get(ref);
        if (entry != null) {
            entry.lastUsed = flux.reactor().nanoTime();
        }
        return entry;
    }

    /// True when the blob is here; it counts as used.
    boolean touch(Blobref ref) {
        return use(ref) != null;
    }

    /// Brings a blob here.
    Promise<Empty> load(Blobref ref) {
        if (use(ref) != null) {
            return Promise.of(Empty.EMPTY);
        }
        Promise<Empty> underWay = loads.get(ref);
        if (underWay != null) {
            return underWay;
        }
        faults++;
        Deferred<Empty> done = new Deferred<>();
        loads.put(ref, done);
        request(ContentProtocol.LOAD, Payload.ofBytes(ref.digest()))
                .then(
                        response -> {
                            loads.remove(ref);
                            add(ref, new Entry(response.payload(), null));
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            loads.remove(ref);
                            done.fail(error);
                        });
        return done;
    }

    /// Brings blobs here. Done, or failed with the first error, when nothing is under way any more.
    Promise<Empty> loadAll(Collection<Blobref> refs) {
        return all(refs.stream().map(this::load).toList());
    }

    /// Done when all are; then fails with the first error there was.
    static Promise<Empty> all(List<Promise<Empty>> parts) {
        if (parts.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        int[] left = {parts.size()};
        FluxException[] first = new FluxException[1];
        Runnable settled =
                () -> {
                    if (--left[0] == 0) {
                        if (first[0] != null) {
                            done.fail(first[0]);
                        } else {
                            done.complete(Empty.EMPTY);
                        }
                    }
                };
        for (Promise<Empty> part : parts) {
            part.then(
                    _ -> settled.run(),
                    error -> {
                        if (first[0] == null) {
                            first[0] = error;
                        }
                        settled.run();
                    });
        }
        return done;
    }

    /// Puts a new blob here and into the content store; done when it is there.
    Promise<Empty> store(NewBlob blob) {
        Entry entry = new Entry(blob.bytes(), blob.directory().orElse(null));
        Promise<Empty> storing =
                restore(blob)
                        .map(
                                _ -> {
                                    entry.storing = null;
                                    return Empty.EMPTY;
                                });
        if (!storing.isDone()) {
            entry.storing = storing;
        }
        add(blob.ref(), entry);
        storing.then(_ -> {}, _ -> forget(blob.ref(), entry));
        return storing;
    }

    /// Puts a blob into the content store, whether it is there or not.
    Promise<Empty> restore(NewBlob blob) {
        return request(ContentProtocol.STORE, blob.bytes())
                .map(
                        response -> {
                            if (!Arrays.equals(response.payload().bytes(), blob.ref().digest())) {
                                throw new FluxException(
                                        Errno.EPROTO,
                                        "content.store gave another reference than " + blob.ref());
                            }
                            return Empty.EMPTY;
                        });
    }

    /// The store of a blob that is here but not yet in the content store.
    Optional<Promise<Empty>> storing(Blobref ref) {
        Entry entry = entries.get(ref);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.storing);
    }

    private Promise<Response> request(String topic, Payload payload) {
        return flux.rpc().request(topic, Message.NODEID_ANY, payload, 0);
    }

    private void add(Blobref ref, Entry entry) {
        entry.lastUsed = flux.reactor().nanoTime();
        Entry before = entries.put(ref, entry);
        bytes += entry.bytes.length() - (before == null ? 0 : before.bytes.length());
        if (bytes > MAX_BYTES) {
            expire(SETTLED, MAX_BYTES);
        }
    }

    private void forget(Blobref ref, Entry entry) {
        if (entries.remove(ref, entry)) {
            bytes -= entry.bytes.length();
        }
    }

    /// Drops what is clean and has not been used for [#MAX_AGE].
    void expire() {
        expire(MAX_AGE, -1);
    }

    /// Drops clean entries that are older, oldest first, while there is more than `keep`.
    private void expire(Duration age, long keep) {
        long oldest = flux.reactor().nanoTime() - age.toNanos();
        Iterator<Entry> byAge = entries.values().iterator();
        while (bytes > keep && byAge.hasNext()) {
            Entry entry = byAge.next();
            if (entry.lastUsed > oldest) {
                return;
            }
            if (entry.storing == null) {
                byAge.remove();
                bytes -= entry.bytes.length();
            }
        }
    }

    CacheStats stats() {
        Tally sizes = new Tally();
        int dirty = 0;
        for (Entry entry : entries.values()) {
            sizes.add(entry.bytes.length());
            if (entry.storing != null) {
                dirty++;
            }
        }
        return new CacheStats(
                bytes / MIB, sizes.spread(KIB_OF_STATISTICS), dirty, loads.size(), faults);
    }
}
