package fluxj.wire;

/// One RFC 3 message, immutable: routing it makes a new value that shares topic, payload and the
/// rest of the route stack.
public sealed interface Message permits Request, Response, Event, Control {
    /// Flag: a topic is present (kept by the codec, never set by hand).
    int TOPIC = 0x01;

    /// Flag: a payload is present (kept by the codec, never set by hand).
    int PAYLOAD = 0x02;

    /// Flag: the sender wants no response.
    int NORESPONSE = 0x04;

    /// Flag: the message carries a route stack, be it empty.
    int ROUTE = 0x08;

    /// Flag: the request goes to the sender's parent; its nodeid is the sender's own rank.
    int UPSTREAM = 0x10;

    /// Flag: an event for the owner and its publisher only.
    int PRIVATE = 0x20;

    /// Flag: the request may have many responses.
    int STREAMING = 0x40;

    /// Flag: free for applications.
    int USER1 = 0x80;

    /// nodeid of a request that any broker may answer, nearest first.
    int NODEID_ANY = 0xffffffff;

    /// nodeid of an API call that means [#UPSTREAM]; never on the wire.
    int NODEID_UPSTREAM = 0xfffffffe;

    /// Bits of the flags above; [#TOPIC] and [#PAYLOAD] follow from the content.
    int flags();

    /// The topic; empty when the message has none.
    String topic();

    /// The payload or [Payload#NONE].
    Payload payload();

    /// Who sent it.
    Credentials cred();

    /// The route stack; empty when [#ROUTE] is not set.
    RouteStack routes();

    /// The same message with this route stack, and [#ROUTE] set.
    Message withRoutes(RouteStack routes);

    /// The same message with these credentials.
    Message withCred(Credentials cred);

    /// True when that flag is set.
    default boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /// The same message with one more identity on its route stack.
    default Message pushRoute(String id) {
        return withRoutes(routes().push(id));
    }

    /// The message's type bit on the wire: request 1, response 2, event 4, control 8.
    default int type() {
        return switch (this) {
            case Request _ -> 1;
            case Response _ -> 2;
            case Event _ -> 4;
            case Control _ -> 8;
        };
    }
}
