package fluxj.services.content;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;
import fluxj.wire.Response;

/// The writer of every rank but 0: a store is done when the parent says so. What the parent refuses
/// is forgotten, for nobody was told that it is stored.
final class WriteThrough implements Writer {
    private final Cache cache;
    private final Upstream upstream;
    private final Reactor reactor;
    private final FlushWaiters waiters;
    private int inFlight;

    WriteThrough(Cache cache, Upstream upstream, Reactor reactor) {
        this.cache = cache;
        this.upstream = upstream;
        this.reactor = reactor;
        this.waiters = new FlushWaiters(cache);
    }

    @Override
    public void admit(int length) {
        // The parent decides.
    }

    @Override
    public boolean accept(CacheEntry entry) {
        entry.storing = true;
        inFlight++;
        upstream.store(entry.blob())
                .map(
                        response -> {
                            Upstream.check(response, entry.ref);
                            return response;
                        })
                .then(response -> stored(entry, response), error -> failed(entry, error));
        return false;
    }

    @Override
    public boolean acceptAgain(CacheEntry entry) {
        return false;
    }

    @Override
    public Promise<Empty> flush() {
        return waiters.add();
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    private void stored(CacheEntry entry, Response response) {
        done(entry);
        cache.markClean(entry, reactor.nanoTime());
        Payload digest = response.payload();
        for (RawCall call : entry.takeStores()) {
            call.reply(digest);
        }
        waiters.settle();
    }

    private void failed(CacheEntry entry, FluxException error) {
        done(entry);
        cache.remove(entry);
        for (RawCall call : entry.takeStores()) {
            call.fail(error);
        }
        waiters.fail(entry.sequence, error);
        waiters.settle();
    }

    private void done(CacheEntry entry) {
        entry.storing = false;
        inFlight--;
    }
}
