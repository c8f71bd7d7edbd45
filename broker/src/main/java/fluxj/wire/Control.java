package fluxj.wire;

/// A control message between the two ends of one overlay link (spec broker 2.5); it has neither
/// topic nor payload.
///
/// @param controlType [#HEARTBEAT], [#STATUS], [#DISCONNECT] or a number not known
/// @param status the subtree status for [#STATUS], otherwise 0
public record Control(Credentials cred, RouteStack routes, int flags, int controlType, int status)
        implements Message {
    /// Child to parent: I am alive.
    public static final int HEARTBEAT = 0;

    /// Child to parent: my subtree's status.
    public static final int STATUS = 1;

    /// Parent to child: drop me, now.
    public static final int DISCONNECT = 2;

    /// A control message with empty routes.
    public static Control of(int controlType, int status) {
        return new Control(Credentials.NONE, RouteStack.EMPTY, ROUTE, controlType, status);
    }

    @Override
    public String topic() {
        return "";
    }

    @Override
    public Payload payload() {
        return Payload.NONE;
    }

    @Override
    public Control withRoutes(RouteStack newRoutes) {
        return new Control(cred, newRoutes, flags | ROUTE, controlType, status);
    }

    @Override
    public Control withCred(Credentials newCred) {
        return new Control(newCred, routes, flags, controlType, status);
    }

    @Override
    public Control pushRoute(String id) {
        return withRoutes(routes.push(id));
    }
}
