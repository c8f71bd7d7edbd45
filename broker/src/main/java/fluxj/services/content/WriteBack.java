package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RawCall;
import fluxj.service.Log;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The writer of rank 0: a store is done when the blob is in memory, and goes to the backing store
/// as soon as that has less than a batch to do. What was acknowledged stays dirty until the backing
/// store confirms it, whatever happens.
///
/// After an error nothing more is sent: the oldest entry is tried again every second, and by every
/// flush, until one try works (see README.md, "A full disk").
final class WriteBack implements Writer {
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// What it works with.
    record Parts(
            Cache cache, Upstream upstream, Reactor reactor, Log log, ContentSettings settings) {}

    private final Cache cache;
    private final Upstream upstream;
    private final Reactor reactor;
    private final Log log;
    private final ContentSettings settings;
    private final FlushWaiters waiters;
    private final Deque<CacheEntry> queue = new ArrayDeque<>();
    private int inFlight;
    private boolean backing;

    /// How many stores a backing store that works in order has failed, when that is known.
    private Optional<Long> failures = Optional.empty();

    private boolean ordered;

    /// The error of the last store, until one works again.
    private @Nullable FluxException failure;

    /// The entry that is tried after an error.
    private @Nullable CacheEntry probe;

    private @Nullable Timer retry;

    WriteBack(Parts parts) {
        this.cache = parts.cache();
        this.upstream = parts.upstream();
        this.reactor = parts.reactor();
        this.log = parts.log();
        this.settings = parts.settings();
        this.waiters = new FlushWaiters(cache);
    }

    boolean hasBacking() {
        return backing;
    }

    /// A backing store is there; what waits goes to it.
    ///
    /// @param failed as in [ContentProtocol.Backing]
    void open(Optional<Long> failed) {
        backing = true;
        ordered = failed.isPresent();
        failures = failed;
        pump();
    }

    /// Present when a checkpoint may follow at once, since all that is dirty has been sent to a
    /// backing store that works in order: the number of failures to send with it.
    Optional<Long> failuresIfAllSent() {
        return queue.isEmpty() && failure == null ? failures : Optional.empty();
    }

    /// True when the backing store counts failures for us.
    boolean isOrdered() {
        return ordered;
    }

    /// The backing store's count, told after all stores that are in it were answered.
    void counted(Optional<Long> failed) {
        failures = failed;
    }

    /// The backing store goes; what is dirty stays so.
    void close() {
        backing = false;
        ordered = false;
        failures = Optional.empty();
        clearFailure();
        if (cache.dirty() > 0) {
            log.err(cache.dirty() + " unflushables");
        }
        waiters.fail(0, new FluxException(Errno.ENOSYS));
    }

    @Override
    public void admit(int length) {
        if (failure != null && failure.errno().equals(Errno.ENOSPC)) {
            throw new FluxException(Errno.ENOSPC);
        }
        long held = cache.dirtyBytes();
        long limit = settings.dirtySizeLimit();
        if (held > 0 && held + length > (isWriting() ? 2 * limit : limit)) {
            throw new FluxException(
                    Errno.ENOSPC,
                    isWriting()
                            ? "too much content waits for the backing store"
                            : "too much content waits and no backing store takes it");
        }
    }

    private boolean isWriting() {
        return backing && failure == null;
    }

    @Override
    public boolean accept(CacheEntry entry) {
        boolean done = acceptAgain(entry);
        enqueue(entry);
        pump();
        return done;
    }

    @Override
    public boolean acceptAgain(CacheEntry entry) {
        if (!backing || cache.dirtyBytes() <= settings.dirtySizeLimit()) {
            entry.acknowledged = true;
        }
        return entry.acknowledged;
    }

    private void enqueue(CacheEntry entry) {
        if (!entry.queued) {
            entry.queued = true;
            queue.add(entry);
        }
    }

    /// Sends what the backing store may have at once.
    private void pump() {
        while (isWriting() && inFlight < settings.flushBatchLimit()) {
            CacheEntry entry = queue.poll();
            if (entry == null) {
                return;
            }
            entry.queued = false;
            if (entry.dirty && !entry.storing) {
                send(entry);
            }
        }
    }

    private void send(CacheEntry entry) {
        entry.storing = true;
        inFlight++;
        upstream.store(entry.blob())
                .map(
                        response -> {
                            Upstream.check(response, entry.ref);
                            return response;
                        })
                .then(response -> stored(entry, response), error -> failed(entry, error));
    }

    private void stored(CacheEntry entry, Response response) {
        entry.storing = false;
        inFlight--;
        cache.markClean(entry, reactor.nanoTime());
        Payload digest = response.payload();
        for (RawCall call : entry.takeStores()) {
            call.reply(digest);
        }
        waiters.settle();
        if (probe == entry) {
            probe = null;
            recover();
        }
        goOn();
    }

    private void failed(CacheEntry entry, FluxException error) {
        entry.storing = false;
        inFlight--;
        if (probe == entry) {
            probe = null;
        }
        failures = Optional.empty();
        if (backing) {
            note(error);
        }
        if (entry.acknowledged) {
            enqueue(entry);
        } else {
            cache.remove(entry);
            for (RawCall call : entry.takeStores()) {
                call.fail(error);
            }
        }
        waiters.fail(entry.sequence, error);
        waiters.settle();
        goOn();
    }

    /// Keeps the error, and says it when it is another than before.
    private void note(FluxException error) {
        FluxException before = failure;
        failure = error;
        if (retry == null) {
            retry = reactor.every(RETRY, this::tryAgain);
        }
        if (before != null && before.errno().equals(error.errno())) {
            return;
        }
        if (error.errno().equals(Errno.ENOSPC)) {
            log.crit(
                    "content store: "
                            + error.getMessage()
                            + ": refusing new blobs until there is space");
        } else {
            log.crit("content store: " + error.getMessage());
        }
    }

    private void goOn() {
        if (failure == null) {
            pump();
        } else if (!waiters.isEmpty()) {
            tryAgain();
        }
    }

    /// Tries the oldest entry, once all that is under way is answered.
    private void tryAgain() {
        if (failure == null || inFlight > 0) {
            return;
        }
        CacheEntry oldest = cache.oldestDirty();
        if (oldest == null) {
            recover();
        } else {
            probe = oldest;
            send(oldest);
        }
    }

    private void recover() {
        if (failure != null) {
            log.info("content store: the backing store takes blobs again");
        }
        clearFailure();
    }

    private void clearFailure() {
        failure = null;
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    @Override
    public Promise<Empty> flush() {
        if (!backing) {
            return Promise.failed(new FluxException(Errno.ENOSYS));
        }
        Promise<Empty> done = waiters.add();
        goOn();
        return done;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }
}
