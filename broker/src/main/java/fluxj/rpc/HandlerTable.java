package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// What a service answers to: one handler a method, one a kind of event. Made once and unchanging;
/// a [Dispatcher] runs it.
public final class HandlerTable {
    /// Decodes a request and runs its handler.
    interface Entry {
        Access access();

        void run(Request request, Consumer<Response> replies, Calls calls);
    }

    /// Keeps account of the calls under way.
    interface Calls {
        /// Tells how many bytes wait for whoever asked something.
        ToLongFunction<Request> backlog();

        /// A call that has no answer yet.
        void waits(Call<?, ?> call);

        /// A stream that is open from now on.
        void opened(StreamCall<?, ?> call);

        /// Ends the stream of that topic and matchtag that was opened by whoever sends `request`.
        void cancel(Request request, String topic, int matchtag);

        /// What a handler let out and nobody expects.
        void fault(Throwable bug);
    }

    record EventEntry(String glob, Consumer<Event> handler) {
        boolean matches(String topic) {
            return Globs.matches(glob, topic);
        }
    }

    private final Map<String, Entry> methods;
    private final List<EventEntry> events;

    private HandlerTable(Map<String, Entry> methods, List<EventEntry> events) {
        this.methods = methods;
        this.events = events;
    }

    /// Starts a table that must bind every method that one of `protocols` declares as a constant.
    public static Builder forProtocol(Class<?>... protocols) {
        return new Builder(List.of(protocols));
    }

    /// Starts a table that is checked against no protocol.
    public static Builder builder() {
        return new Builder(List.of());
    }

    /// The topics bound, in the order they were.
    public List<String> topics() {
        return List.copyOf(methods.keySet());
    }

    @Nullable Entry find(String topic) {
        return methods.get(topic);
    }

    List<EventEntry> events() {
        return events;
    }

    /// Binds handlers; binding a topic twice throws `IllegalStateException`.
    public static final class Builder {
        private final List<Class<?>> protocols;
        private final Map<String, Entry> methods = new LinkedHashMap<>();
        private final List<EventEntry> events = new ArrayList<>();

        private Builder(List<Class<?>> protocols) {
            this.protocols = protocols;
        }

        /// Binds a method that answers once.
        public <Q extends Record, R extends Record> Builder on(
                RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler) {
            return bind(
                    method.topic(),
                    method.access(),
                    (request, replies, calls) -> {
                        Q body = decode(request, method.request());
                        Call<Q, R> call = new Call<>(request, body, replies);
                        try {
                            handler.accept(call);
                        } catch (RuntimeException | Error e) {
                            if (call.isAnswered()) {
                                calls.fault(e);
                                return;
                            }
                            throw e;
                        }
                        if (!call.isAnswered()) {
                            calls.waits(call);
                        }
                    });
        }

        /// Binds a method that may stream.
        public <Q extends Record, R extends Record> Builder on(
                StreamMethod<Q, R> method, Consumer<StreamCall<Q, R>> handler) {
            return bind(
                    method.topic(),
                    method.access(),
                    (request, replies, calls) -> {
                        if (method.required() && !request.has(Message.STREAMING)) {
                            throw new FluxException(Errno.EPROTO);
                        }
                        Q body = decode(request, method.request());
                        StreamCall<Q, R> call =
                                new StreamCall<>(request, body, replies, calls.backlog());
                        calls.opened(call);
                        try {
                            handler.accept(call);
                        } catch (RuntimeException | Error e) {
                            boolean unanswered = call.isOpen();
                            call.close();
                            if (unanswered) {
                                throw e;
                            }
                            calls.fault(e);
                        }
                    });
        }

        /// Binds the method by which clients end one stream of `method` (ENODATA), for services
        /// whose streams do not all end by `<service>.cancel`. It is never answered.
        public Builder onCancel(RpcMethod<Matchtag, Empty> cancel, StreamMethod<?, ?> method) {
            return bind(
                    cancel.topic(),
                    cancel.access(),
                    (request, _, calls) ->
                            calls.cancel(
                                    request,
                                    method.topic(),
                                    decode(request, cancel.request()).matchtag()));
        }

        /// Binds a topic whose payload the handler reads itself.
        public Builder onRaw(String topic, Access access, Consumer<RawCall> handler) {
            return bind(
                    topic,
                    access,
                    (request, replies, calls) ->
                            handler.accept(new RawCall(request, replies, calls.backlog())));
        }

        /// Binds events by glob (`*` stands for any text). The service subscribes by itself.
        public Builder onEvent(String glob, Consumer<Event> handler) {
            events.add(new EventEntry(glob, handler));
            return this;
        }

        private Builder bind(String topic, Access access, Handler handler) {
            Entry entry =
                    new Entry() {
                        @Override
                        public Access access() {
                            return access;
                        }

                        @Override
                        public void run(Request request, Consumer<Response> replies, Calls calls) {
                            handler.run(request, replies, calls);
                        }
                    };
            if (methods.put(topic, entry) != null) {
                throw new IllegalStateException("bound twice: " + topic);
            }
            return this;
        }

        /// The finished table.
        ///
        /// @throws IllegalStateException when a protocol declares a method that is not bound
        public HandlerTable build() {
            for (Class<?> protocol : protocols) {
                for (String topic : declaredTopics(protocol)) {
                    if (!methods.containsKey(topic)) {
                        throw new IllegalStateException("not bound: " + topic);
                    }
                }
            }
            return new HandlerTable(methods, List.copyOf(events));
        }
    }

    /// The body as a record. Flux's own services say `Protocol error` and no more; so does the
    /// beginning of this text.
    private static <Q extends Record> Q decode(Request request, Class<Q> type) {
        try {
            return request.payload().as(type);
        } catch (FluxException e) {
            throw e.text().isEmpty()
                    ? e
                    : new FluxException(e.errno(), e.errno().text() + ": " + e.text());
        }
    }

    private interface Handler {
        void run(Request request, Consumer<Response> replies, Calls calls);
    }

    /// The topics of the method constants of a protocol class.
    public static List<String> declaredTopics(Class<?> protocol) {
        List<String> topics = new ArrayList<>();
        for (Field field : protocol.getFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            Object constant;
            try {
                constant = field.get(null);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            if (constant instanceof RpcMethod<?, ?> method) {
                topics.add(method.topic());
            } else if (constant instanceof StreamMethod<?, ?> method) {
                topics.add(method.topic());
            }
        }
        return topics;
    }
}
