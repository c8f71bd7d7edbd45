package fluxj.services.jobshell;

import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Brings requests and events to the shell that they are for.
final class Switchboard {
    private final Map<String, Consumer<Request>> services = new HashMap<>();
    private final Map<String, Consumer<Event>> events = new HashMap<>();

    void addService(String name, Consumer<Request> handler) {
        services.put(name, handler);
    }

    void removeService(String name) {
        services.remove(name);
    }

    /// @param prefix ends with a dot
    void addEvents(String prefix, Consumer<Event> handler) {
        events.put(prefix, handler);
    }

    void removeEvents(String prefix) {
        events.remove(prefix);
    }

    /// True when the message is for a shell, which then has it.
    boolean pass(Message message) {
        return switch (message) {
            case Request request -> hand(services.get(request.service()), request);
            case Event event -> hand(events.get(before(event.topic()) + "."), event);
            case Message _ -> false;
        };
    }

    private static String before(String topic) {
        return topic.substring(0, Math.max(0, topic.lastIndexOf('.')));
    }

    private static <T> boolean hand(@Nullable Consumer<T> handler, T message) {
        if (handler == null) {
            return false;
        }
        handler.accept(message);
        return true;
    }
}
