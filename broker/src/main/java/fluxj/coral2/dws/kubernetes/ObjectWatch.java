package fluxj.coral2.dws.kubernetes;

import fluxj.coral2.dws.kubernetes.ObjectEvent.Change;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// A watch: lists, then follows one stream after another from where the last one ended. When a
/// stream breaks it lists again, because the API that comes back may have forgotten, or lost, what
/// it was.
final class ObjectWatch implements Watch {
    private static final Duration STREAM = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Where objects come from.
    interface Source {
        Promise<JsonObject> list();

        /// @param since the version after which events are wanted
        /// @param limit how long the API is to keep it open
        void stream(String since, Duration limit, WatchStream stream);
    }

    private final Reactor reactor;
    private final Source source;
    private final KnownObjects known;
    private final RetryDelay delay;
    private final Consumer<Trouble> onTrouble;
    private String version = "";
    private @Nullable WatchStream stream;
    private @Nullable Timer timer;
    private boolean closed;

    ObjectWatch(
            Reactor reactor,
            Source source,
            KnownObjects known,
            RetryDelay delay,
            Consumer<Trouble> onTrouble) {
        this.reactor = reactor;
        this.source = source;
        this.known = known;
        this.delay = delay;
        this.onTrouble = onTrouble;
    }

    void start() {
        source.list()
                .then(
                        list -> {
                            if (takeList(list)) {
                                open();
                            }
                        },
                        this::retry);
    }

    private boolean takeList(JsonObject list) {
        if (closed) {
            return false;
        }
        if (list.array("items").isEmpty()) {
            retry(new FluxException(Errno.EPROTO, "Kubernetes: list without items"));
            return false;
        }
        known.takeAll(list);
        version = KnownObjects.versionOf(list);
        return !closed;
    }

    private void open() {
        long since = reactor.nanoTime();
        WatchStream next = new WatchStream(reactor, this::take, why -> ended(why, since));
        stream = next;
        after(STREAM.plus(GRACE), () -> next.abandon(ApiFailure.timeout()));
        source.stream(version, STREAM, next);
    }

    private void take(JsonObject event) {
        JsonObject object = event.object("object").orElse(JsonObject.EMPTY);
        switch (event.text("type").orElse("")) {
            case "ADDED" -> take(Change.ADDED, object);
            case "MODIFIED" -> take(Change.MODIFIED, object);
            case "DELETED" -> take(Change.DELETED, object);
            case "BOOKMARK" -> version = KnownObjects.versionOf(object);
            case "ERROR" -> abandon(ApiFailure.of(object));
            default ->
                    abandon(new FluxException(Errno.EPROTO, "Kubernetes: unknown event " + event));
        }
    }

    private void take(Change type, JsonObject object) {
        version = KnownObjects.versionOf(object);
        known.take(type, object);
    }

    private void abandon(FluxException why) {
        Optional.ofNullable(stream).ifPresent(open -> open.abandon(why));
    }

    private void ended(@Nullable FluxException why, long since) {
        stopTimer();
        stream = null;
        if (closed) {
            return;
        }
        if (why == null) {
            boolean atOnce = reactor.nanoTime() - since > PAUSE.toNanos();
            if (atOnce) {
                open();
            } else {
                after(PAUSE, this::open);
            }
        } else if (why.errno().equals(Errno.ESTALE)) {
            start();
        } else {
            retry(why);
        }
    }

    private void retry(FluxException why) {
        if (closed) {
            return;
        }
        Duration wait = delay.next();
        onTrouble.accept(new Trouble(String.valueOf(why.getMessage()), wait));
        after(wait, this::start);
    }

    private void after(Duration wait, Runnable task) {
        stopTimer();
        timer = reactor.after(wait, task);
    }

    private void stopTimer() {
        Optional.ofNullable(timer).ifPresent(Timer::cancel);
        timer = null;
    }

    @Override
    public Promise<Empty> refresh() {
        known.expectList();
        Deferred<Empty> done = new Deferred<>();
        source.list()
                .then(
                        list -> {
                            if (!closed && list.array("items").isPresent()) {
                                known.takeBeside(list);
                            }
                            known.expectNoList();
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            known.expectNoList();
                            done.fail(error);
                        });
        return done;
    }

    @Override
    public void close() {
        closed = true;
        stopTimer();
        Optional.ofNullable(stream).ifPresent(WatchStream::close);
        stream = null;
    }
}
