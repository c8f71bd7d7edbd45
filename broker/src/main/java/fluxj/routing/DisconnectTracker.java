package fluxj.routing;

import fluxj.wire.Message;
import fluxj.wire.MessageLimits;
import fluxj.wire.Request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Remembers whom one client has asked, so that they can be told when it goes away (spec broker
/// 1.8): one `<service>.disconnect` for each service, rank and direction, whatever the number of
/// requests.
public final class DisconnectTracker {
    private record Key(String topic, int nodeid, boolean upstream) {}

    private final Map<Key, Request> armed = new LinkedHashMap<>();

    /// Remembers a request as it was sent, routes and credentials included. A request that wants no
    /// response, or whose topic is too long, leaves nothing behind.
    public void arm(Request request) {
        arm(request, Integer.MAX_VALUE);
    }

    /// The same, of at most `most` services, ranks and directions; false when this is one more.
    public boolean arm(Request request, int most) {
        if (request.noResponse()) {
            return true;
        }
        String topic = disconnectTopic(request.topic());
        if (topic.length() > MessageLimits.MAX_TOPIC) {
            return true;
        }
        Key key = new Key(topic, request.nodeid(), request.has(Message.UPSTREAM));
        if (!armed.containsKey(key)) {
            if (armed.size() >= most) {
                return false;
            }
            int flags = (request.flags() & ~Message.STREAMING) | Message.NORESPONSE;
            armed.put(key, request.derive(topic, flags));
        }
        return true;
    }

    /// Hands every disconnect message to `send`, in the order the services were first asked, and
    /// forgets them.
    public void fire(Consumer<? super Request> send) {
        List<Request> all = new ArrayList<>(armed.values());
        armed.clear();
        all.forEach(send);
    }

    /// How many disconnect messages would be sent now.
    public int size() {
        return armed.size();
    }

    /// The topic that tells a service that the sender of a request is gone.
    static String disconnectTopic(String topic) {
        return topic.substring(0, topic.lastIndexOf('.') + 1) + "disconnect";
    }
}
