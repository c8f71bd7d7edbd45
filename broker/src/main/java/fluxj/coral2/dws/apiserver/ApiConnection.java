package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.ApiFault.Effect;
import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.platform.ByteStream;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One client's connection: its requests one after another, each answered before the next is read.
/// A client that reads its watch too slowly is cut off.
final class ApiConnection implements ByteStream.Listener {
    private static final int MOST_PENDING = 8 * 1024 * 1024;
    private static final int MOST_WAITING = 1024 * 1024;

    /// What all connections share.
    ///
    /// @param onEnd told when a connection is over
    record Service(
            Reactor reactor,
            ObjectStore store,
            ApiRequests requests,
            ApiFaults faults,
            OnEnd onEnd) {}

    /// Told when a connection is over.
    interface OnEnd {
        void ended(ApiConnection connection);
    }

    private final Service service;
    private final ByteStream stream;
    private final ApiRequests requests;
    private final HttpReader reader = new HttpReader();
    private final HttpWriter writer;
    private @Nullable EventStream events;
    private boolean busy;
    private boolean over;
    private int allowance = MOST_PENDING;

    ApiConnection(Service service, ByteStream stream) {
        this.service = service;
        this.stream = stream;
        requests = service.requests();
        writer = new HttpWriter(stream);
    }

    @Override
    public void onBytes(byte[] chunk) {
        reader.feed(chunk);
        if (busy && reader.buffered() > MOST_WAITING) {
            close();
        }
        readOn();
    }

    @Override
    public void onEnd() {
        over = true;
        if (events != null) {
            events.stop();
        }
        service.onEnd().ended(this);
    }

    void close() {
        stream.close();
    }

    private void readOn() {
        while (!busy && !over) {
            Optional<HttpRequest> request;
            try {
                request = reader.next();
            } catch (ApiException e) {
                writer.whole(Reply.json(e.code(), e.status()));
                stream.end();
                over = true;
                return;
            }
            if (request.isEmpty()) {
                return;
            }
            busy = true;
            take(request.get());
        }
    }

    private void take(HttpRequest request) {
        Optional<Effect> effect = service.faults().of(request);
        if (effect.isEmpty()) {
            answer(request);
            return;
        }
        switch (effect.get()) {
            case ApiFault.Slow slow ->
                    service.reactor()
                            .after(
                                    slow.delay(),
                                    () -> {
                                        answer(request);
                                        readOn();
                                    });
            case ApiFault.Refused refused -> {
                ApiException refusal =
                        new ApiException(refused.code(), refused.reason(), refused.message());
                write(Reply.json(refusal.code(), refusal.status()), request);
            }
            case ApiFault.Silent _ -> {
                // The client waits until it has enough of it.
            }
            case ApiFault.Cut _ -> close();
        }
    }

    private void answer(HttpRequest request) {
        if (over) {
            return;
        }
        switch (requests.answer(request)) {
            case Reply.Whole whole -> write(whole, request);
            case Reply.Events watch -> follow(watch);
        }
    }

    private void write(Reply.Whole reply, HttpRequest request) {
        writer.whole(reply);
        done(request);
    }

    private void done(HttpRequest request) {
        busy = false;
        if (request.isLast()) {
            over = true;
            stream.end();
        }
    }

    private void follow(Reply.Events watch) {
        writer.startChunks();
        EventStream started = new EventStream(service.store(), watch, new Lines(watch.request()));
        events = started;
        // What is there already comes at once, however much it is.
        allowance = Integer.MAX_VALUE;
        started.start(service.reactor());
        allowance = (int) Math.min(Integer.MAX_VALUE, (long) stream.pending() + MOST_PENDING);
    }

    private final class Lines implements EventStream.Sink {
        private final HttpRequest request;

        private Lines(HttpRequest request) {
            this.request = request;
        }

        @Override
        public void line(byte[] line) {
            if (stream.pending() > allowance) {
                close();
                return;
            }
            writer.chunk(line);
        }

        @Override
        public void end() {
            events = null;
            writer.endChunks();
            done(request);
            service.reactor().post(ApiConnection.this::readOn);
        }
    }
}
