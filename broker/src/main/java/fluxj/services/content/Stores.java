package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Reactor;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

/// Takes blobs into the cache and hands them to the [Writer].
final class Stores {
    private final Cache cache;
    private final Arrivals arrivals;
    private final Writer writer;
    private final Reactor reactor;
    private final ContentSettings settings;

    Stores(
            Cache cache,
            Arrivals arrivals,
            Writer writer,
            Reactor reactor,
            ContentSettings settings) {
        this.cache = cache;
        this.arrivals = arrivals;
        this.writer = writer;
        this.reactor = reactor;
        this.settings = settings;
    }

    /// Answers with the digest, now or later.
    void store(RawCall call) {
        Payload blob = call.request().payload();
        if (blob.length() > settings.blobSizeLimit()) {
            call.fail(Errno.EFBIG, "");
        } else if (arrivals.bytes() > settings.dirtySizeLimit()) {
            call.fail(Errno.EAGAIN, "too many big blobs arrive at once");
        } else {
            arrivals.name(blob, ref -> take(call, ref), call::fail);
        }
    }

    private void take(RawCall call, Blobref ref) {
        CacheEntry entry;
        boolean done;
        try {
            entry = cache.find(ref);
            if (entry != null && entry.isValid() && !entry.ephemeral) {
                done = again(entry);
            } else {
                Payload body = call.request().payload();
                Payload blob = body.length() == 0 ? Payload.NONE : body;
                writer.admit(blob.length());
                entry = room(entry, ref);
                cache.fill(entry, blob, true, reactor.nanoTime());
                Loads.answerWaiting(entry);
                done = writer.accept(entry);
            }
        } catch (FluxException e) {
            call.fail(e);
            return;
        }
        if (done) {
            call.reply(Payload.ofBytes(ref.digest()));
        } else {
            entry.addStore(call);
        }
    }

    /// A blob that is here already. A clean one becomes dirty: the backing store is to know that it
    /// is in use, lest its garbage collector takes it.
    private boolean again(CacheEntry entry) {
        if (entry.dirty) {
            return writer.acceptAgain(entry);
        }
        cache.markDirty(entry);
        return writer.accept(entry);
    }

    /// An entry to fill: that of a load under way, or a new one.
    private CacheEntry room(@Nullable CacheEntry found, Blobref ref) {
        if (found != null && !found.isValid()) {
            return found;
        }
        if (found != null) {
            cache.remove(found);
        }
        return cache.add(ref);
    }
}
