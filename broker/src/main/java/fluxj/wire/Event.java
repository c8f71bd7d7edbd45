package fluxj.wire;

/// An event.
///
/// @param sequence 0 on its way up to rank 0, then the number rank 0 gave it
public record Event(
        String topic, Payload payload, Credentials cred, RouteStack routes, int flags, int sequence)
        implements Message {

    /// An event that nobody has stamped or numbered; `flags` may hold [Message#PRIVATE].
    public static Event of(String topic, Payload payload, int flags) {
        return new Event(topic, payload, Credentials.NONE, RouteStack.EMPTY, flags | ROUTE, 0);
    }

    @Override
    public Event withRoutes(RouteStack newRoutes) {
        return new Event(topic, payload, cred, newRoutes, flags | ROUTE, sequence);
    }

    @Override
    public Event withCred(Credentials newCred) {
        return new Event(topic, payload, newCred, routes, flags, sequence);
    }

    @Override
    public Event pushRoute(String id) {
        return withRoutes(routes.push(id));
    }

    /// The same event with its number.
    public Event withSequence(int number) {
        return new Event(topic, payload, cred, routes, flags, number);
    }
}
