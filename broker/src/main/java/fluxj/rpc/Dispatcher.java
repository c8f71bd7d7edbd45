package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Runs a service's [HandlerTable]: role check, decoding, errors, and the end of streams whose
/// client cancels or disconnects (spec broker 1.4, 1.5, 1.8).
public final class Dispatcher {
    private final HandlerTable table;
    private final Consumer<Response> replies;
    private final ToLongFunction<Request> backlog;
    private final Consumer<RuntimeException> onFault;
    private final HandlerTable.Calls calls = new Calls();
    private final OpenStreams streams = new OpenStreams();
    private final Set<Call<?, ?>> waiting = new LinkedHashSet<>();

    /// A dispatcher whose responses wait nowhere.
    ///
    /// @param replies takes each response of the service
    /// @param onFault told of an exception a handler let out that is not a [FluxException]: a bug;
    ///   an `Error` comes as the cause of one
    public Dispatcher(
            HandlerTable table, Consumer<Response> replies, Consumer<RuntimeException> onFault) {
        this(table, replies, _ -> 0, onFault);
    }

    /// @param replies takes each response of the service
    /// @param backlog tells how many bytes wait for whoever has these routes
    /// @param onFault told of an exception a handler let out that is not a [FluxException]: a bug;
    ///   an `Error` comes as the cause of one
    public Dispatcher(
            HandlerTable table,
            Consumer<Response> replies,
            ToLongFunction<RouteStack> backlog,
            Consumer<RuntimeException> onFault) {
        this.table = table;
        this.replies = replies;
        this.backlog = request -> backlog.applyAsLong(request.routes());
        this.onFault = onFault;
    }

    /// True when a request of that topic has a handler.
    public boolean handles(String topic) {
        return table.find(topic) != null;
    }

    /// Runs the handler of a request, or refuses it.
    public void request(Request request) {
        String topic = request.topic();
        HandlerTable.Entry entry = table.find(topic);
        if (topic.endsWith(".disconnect")) {
            disconnect(request);
            if (entry == null) {
                return;
            }
        }
        if (entry == null) {
            if (topic.endsWith(".cancel") && !streams.isEmpty()) {
                cancel(request);
                return;
            }
            refuse(request, Errno.ENOSYS, "Unknown service method '" + topic + "'");
            return;
        }
        if (!entry.access().permits(request.cred())) {
            refuse(request, Errno.EPERM, entry.access().refusal());
            return;
        }
        try {
            entry.run(request, replies, calls);
        } catch (FluxException e) {
            refuse(request, e);
        } catch (RuntimeException | Error e) {
            // First the answer: to tell of it may fail for the same reason.
            refuse(request, e);
            fault(e);
        }
    }

    /// Hands an event to every handler whose glob matches, unless it is a guest's: anybody may
    /// publish under any topic, and what a service acts upon is the owner's word.
    public void event(Event event) {
        if (!event.cred().hasAny(Credentials.OWNER)) {
            return;
        }
        for (HandlerTable.EventEntry entry : table.events()) {
            if (entry.matches(event.topic())) {
                try {
                    entry.handler().accept(event);
                } catch (RuntimeException | Error e) {
                    fault(e);
                }
            }
        }
    }

    /// How many streams are open.
    public int openStreams() {
        return streams.size();
    }

    /// Ends every open stream with an error.
    public void failStreams(Errno errno, String text) {
        for (StreamCall<?, ?> call : streams.all()) {
            call.fail(errno, text);
        }
    }

    /// How many calls wait for their answer.
    public int waitingCalls() {
        return waiting.size();
    }

    /// Fails every call that waits and every open stream: the service ends.
    public void failAll(Errno errno, String text) {
        for (Call<?, ?> call : List.copyOf(waiting)) {
            call.fail(errno, text);
        }
        failStreams(errno, text);
    }

    /// Answers a request whose handler let out an exception that nobody expects.
    public void refuse(Request request, Throwable bug) {
        if (bug instanceof FluxException error) {
            refuse(request, error.errno(), error.text());
        } else if (bug instanceof OutOfMemoryError) {
            refuse(request, Errno.ENOMEM, "not enough memory for " + request.topic());
        } else {
            refuse(
                    request,
                    Errno.EIO,
                    "internal error in " + request.topic() + "; see the broker's log");
        }
    }

    /// Reports what a handler let out and nobody expects.
    public void fault(Throwable bug) {
        onFault.accept(
                bug instanceof RuntimeException exception
                        ? exception
                        : new IllegalStateException("an error in a handler", bug));
    }

    /// Answers a request with an error, unless it wants no answer.
    public void refuse(Request request, Errno errno, String text) {
        if (!request.noResponse()) {
            replies.accept(request.respondError(errno, text));
        }
    }

    private void disconnect(Request request) {
        for (StreamCall<?, ?> call : streams.of(request.routes().origin())) {
            if (sameSender(request, call.request())) {
                call.close();
            }
        }
    }

    private void cancel(Request request) {
        int matchtag;
        try {
            JsonObject body = request.payload().json();
            matchtag = body.whole("matchtag").orElse(0L).intValue();
        } catch (FluxException e) {
            refuse(request, e.errno(), e.text());
            return;
        }
        end(request, matchtag, _ -> true);
    }

    private void end(Request request, int matchtag, Predicate<String> ofTopic) {
        for (StreamCall<?, ?> call : streams.of(request.routes().origin(), matchtag)) {
            if (ofTopic.test(call.request().topic()) && sameSender(request, call.request())) {
                call.end();
                return;
            }
        }
    }

    /// True when `request` may end `open` (spec broker 1.8): same origin, and the owner or the same
    /// user.
    public static boolean sameSender(Message request, Message open) {
        Credentials cred = request.cred();
        return request.routes().origin().equals(open.routes().origin())
                && cred.mayActFor(open.cred().userid());
    }

    private final class Calls implements HandlerTable.Calls {
        @Override
        public ToLongFunction<Request> backlog() {
            return backlog;
        }

        @Override
        public void waits(Call<?, ?> call) {
            waiting.add(call);
            call.onAnswer(() -> waiting.remove(call));
        }

        @Override
        public void opened(StreamCall<?, ?> call) {
            if (call.request().noResponse()) {
                throw new FluxException(Errno.EPROTO);
            }
            streams.add(call);
            call.onClosed(() -> streams.remove(call));
        }

        @Override
        public void cancel(Request request, String topic, int matchtag) {
            end(request, matchtag, topic::equals);
        }

        @Override
        public void fault(Throwable bug) {
            Dispatcher.this.fault(bug);
        }
    }
}
