package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// Sends a value blob by blob: with WATCH_APPEND those that are there and those that come, with
/// STREAM those that are there. While the reader is behind no more are loaded.
final class BlobWatcher extends Watcher {
    /// Blobs asked for and not sent yet; more wait for these.
    private static final int WINDOW = 64;

    /// Blobs to send, up to and with `last`.
    private static final class Range {
        private final FoundValue found;
        private final int last;
        private final boolean initial;
        private int next;

        private Range(FoundValue found, int first, int last, boolean initial) {
            this.found = found;
            this.next = first;
            this.last = last;
            this.initial = initial;
        }
    }

    private record Load(Promise<Payload> blob, boolean lastOfInitial) {}

    private final Deque<Range> ranges = new ArrayDeque<>();
    private final Deque<Load> loads = new ArrayDeque<>();

    /// The index of the last blob that was sent or will be.
    private int end = -1;

    BlobWatcher(Reactor reactor, StreamCall<Lookup, Value> call, WatchMode mode) {
        super(reactor, call, mode);
    }

    @Override
    void show(FoundValue found) {
        boolean valref = found.type().equals("valref");
        if (end >= 0) {
            if (!mode().stream()) {
                more(found, valref);
            }
        } else if (found.type().equals("val")) {
            end = 0;
            send(found.payload());
            initialIsSent();
        } else if (valref && found.blobCount() > 0) {
            end = found.blobCount() - 1;
            ranges.add(new Range(found, 0, end, true));
            loadMore();
        } else {
            boolean directory = found.type().equals("dir") || found.type().equals("dirref");
            call().fail(
                            directory ? Errno.EISDIR : Errno.EINVAL,
                            found.type()
                                    + (mode().stream()
                                            ? " cannot be streamed"
                                            : " cannot be watched with WATCH_APPEND"));
        }
    }

    private void more(FoundValue found, boolean valref) {
        if (!valref) {
            call().fail(Errno.EINVAL, "value of key watched with WATCH_APPEND overwritten");
            return;
        }
        int newEnd = found.blobCount() - 1;
        if (newEnd < end) {
            call().fail(
                            Errno.EINVAL,
                            responded()
                                    ? "key watched with WATCH_APPEND shortened"
                                    : "key watched with WATCH_APPEND truncated");
        } else if (newEnd > end) {
            @Nullable Range last = ranges.peekLast();
            if (last != null && !last.initial) {
                // Nobody has asked for its end yet: the value of now has all its blobs as well.
                ranges.removeLast();
                ranges.add(new Range(found, last.next, newEnd, false));
            } else {
                ranges.add(new Range(found, end + 1, newEnd, false));
            }
            end = newEnd;
            loadMore();
        }
    }

    private void loadMore() {
        while (loads.size() < WINDOW && call().isOpen() && !isBehind()) {
            @Nullable Range range = ranges.peek();
            if (range == null) {
                return;
            }
            int index = range.next++;
            boolean last = index == range.last;
            if (last) {
                ranges.remove();
            }
            Promise<Payload> blob = range.found.blob(index);
            loads.add(new Load(blob, last && range.initial));
            blob.then(_ -> sendReady(), _ -> sendReady());
        }
    }

    private void sendReady() {
        @Nullable Load head = loads.peek();
        while (head != null && head.blob().isDone() && call().isOpen()) {
            Load ready = loads.remove();
            ready.blob()
                    .then(
                            this::send,
                            error -> call().fail(error.errno(), "failed to load content data"));
            if (ready.lastOfInitial() && call().isOpen()) {
                initialIsSent();
            }
            head = loads.peek();
        }
        loadMore();
    }

    @Override
    void caughtUp() {
        loadMore();
    }

    private void initialIsSent() {
        sentinel();
        if (mode().stream()) {
            call().end();
        }
    }
}
