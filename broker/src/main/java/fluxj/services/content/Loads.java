package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Reactor;
import fluxj.rpc.RawCall;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.function.BooleanSupplier;

/// Answers loads: from the cache, from a mapped file, or from upstream, where each blob is asked
/// for once, however many want it.
final class Loads {
    private final Cache cache;
    private final Upstream upstream;
    private final Reactor reactor;
    private final MappedFiles files;
    private final BooleanSupplier hasUpstream;

    /// @param hasUpstream false when there is nobody to ask
    Loads(
            Cache cache,
            Upstream upstream,
            Reactor reactor,
            MappedFiles files,
            BooleanSupplier hasUpstream) {
        this.cache = cache;
        this.upstream = upstream;
        this.reactor = reactor;
        this.files = files;
        this.hasUpstream = hasUpstream;
    }

    /// Answers from the cache, if it can.
    boolean answered(RawCall call, Blobref ref) {
        CacheEntry entry = cache.find(ref);
        if (entry == null || !entry.isValid()) {
            return false;
        }
        cache.touch(entry, reactor.nanoTime());
        answer(call, entry.blob(), entry.ephemeral);
        return true;
    }

    /// Answers now or later.
    void load(RawCall call, Blobref ref) {
        if (answered(call, ref)) {
            return;
        }
        CacheEntry waiting = cache.find(ref);
        if (waiting != null) {
            waiting.addLoad(call);
        } else if (files.has(ref)) {
            files.read(ref).then(blob -> answer(call, blob, true), call::fail);
        } else if (!hasUpstream.getAsBoolean()) {
            call.fail(Errno.ENOENT, "");
        } else {
            CacheEntry entry = cache.add(ref);
            entry.addLoad(call);
            fetch(entry);
        }
    }

    private void fetch(CacheEntry entry) {
        upstream.load(entry.ref)
                .then(response -> loaded(entry, response), error -> failed(entry, error));
    }

    /// A store may have brought the bytes in the meantime; those who waited have them then.
    private void loaded(CacheEntry entry, Response response) {
        if (entry.isValid()) {
            return;
        }
        entry.ephemeral = response.has(Message.USER1);
        cache.fill(entry, response.payload(), false, reactor.nanoTime());
        answerWaiting(entry);
    }

    private void failed(CacheEntry entry, FluxException error) {
        if (entry.isValid()) {
            return;
        }
        cache.remove(entry);
        boolean nobody = files.isLeader() && error.errno().equals(Errno.ENOSYS);
        for (RawCall call : entry.takeLoads()) {
            if (nobody) {
                call.fail(Errno.ENOENT, "");
            } else {
                call.fail(error);
            }
        }
    }

    /// Answers those who wait for an entry that has its bytes now.
    static void answerWaiting(CacheEntry entry) {
        for (RawCall call : entry.takeLoads()) {
            answer(call, entry.blob(), entry.ephemeral);
        }
    }

    private static void answer(RawCall call, Payload blob, boolean ephemeral) {
        Payload body = blob.length() == 0 ? Payload.NONE : blob;
        if (!ephemeral) {
            call.reply(body);
        } else if (!call.request().noResponse()) {
            Response plain = call.request().respond(body);
            call.replies()
                    .accept(
                            new Response(
                                    plain.topic(),
                                    plain.payload(),
                                    plain.cred(),
                                    plain.routes(),
                                    plain.flags() | Message.USER1,
                                    plain.errnum(),
                                    plain.matchtag()));
        }
    }
}
