package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// One request with any number of answers. It closes when the service ends or fails it, when its
/// client cancels it or goes away, or after its first item when the client did not ask to stream.
/// What is sent after that is dropped.
public final class StreamCall<Q extends Record, R extends Record> extends ReceivedRequest<Q> {
    private final Consumer<Response> replies;
    private final ToLongFunction<Request> waiting;
    private final List<Runnable> cleanups = new ArrayList<>(1);
    private boolean open = true;

    StreamCall(
            Request request, Q body, Consumer<Response> replies, ToLongFunction<Request> waiting) {
        super(request, body);
        this.replies = replies;
        this.waiting = waiting;
    }

    /// False once it is closed.
    public boolean isOpen() {
        return open;
    }

    /// True when the client asked for more than one item.
    public boolean isStreaming() {
        return request.has(Message.STREAMING);
    }

    /// Bytes of responses and events that wait for whoever asked: what a local client has not read,
    /// or what waits on the link to it. Cheap enough to ask before each item.
    public long backlog() {
        return waiting.applyAsLong(request);
    }

    /// Sends one item.
    public void send(R item) {
        send(item instanceof Empty ? Payload.NONE : Payload.of(item));
    }

    /// Sends one item that no record describes.
    public void send(Payload item) {
        if (!open) {
            return;
        }
        replies.accept(request.respond(item));
        if (!isStreaming()) {
            close();
        }
    }

    /// Ends the stream well (ENODATA).
    public void end() {
        fail(Errno.ENODATA, "");
    }

    /// Ends the stream with an error.
    @Override
    public void fail(Errno errno, String text) {
        if (open) {
            replies.accept(request.respondError(errno, text));
            close();
        }
    }

    /// Runs `cleanup` when the call closes, for whatever reason; at once when it is closed already.
    public void onClosed(Runnable cleanup) {
        if (open) {
            cleanups.add(cleanup);
        } else {
            cleanup.run();
        }
    }

    /// Closes without a word to the client: it is gone.
    void close() {
        if (open) {
            open = false;
            cleanups.forEach(Runnable::run);
        }
    }
}
