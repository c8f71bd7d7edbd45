package fluxj.wire;

import fluxj.errors.Errno;

/// A request.
///
/// @param nodeid a rank, or [Message#NODEID_ANY]
/// @param matchtag the sender's number for its answer; 0 is none
public record Request(
        String topic,
        Payload payload,
        Credentials cred,
        RouteStack routes,
        int flags,
        int nodeid,
        int matchtag)
        implements Message {

    /// A request that nobody has stamped or routed.
    public static Request of(String topic, Payload payload, int nodeid, int matchtag, int flags) {
        return new Request(
                topic,
                payload,
                Credentials.NONE,
                RouteStack.EMPTY,
                flags | ROUTE,
                nodeid,
                matchtag);
    }

    @Override
    public Request withRoutes(RouteStack newRoutes) {
        return new Request(topic, payload, cred, newRoutes, flags | ROUTE, nodeid, matchtag);
    }

    @Override
    public Request withCred(Credentials newCred) {
        return new Request(topic, payload, newCred, routes, flags, nodeid, matchtag);
    }

    @Override
    public Request pushRoute(String id) {
        return withRoutes(routes.push(id));
    }

    /// The same request for another topic with other flags and no payload.
    public Request derive(String newTopic, int newFlags) {
        return new Request(newTopic, Payload.NONE, cred, routes, newFlags, nodeid, matchtag);
    }

    /// True when the sender wants no response.
    public boolean noResponse() {
        return has(NORESPONSE);
    }

    /// A success response (spec broker 1.5): routes, topic, flags and matchtag of the request.
    public Response respond(Payload body) {
        return new Response(topic, body, Credentials.NONE, routes, flags, 0, matchtag);
    }

    /// An error response; an empty text sends no payload.
    public Response respondError(Errno errno, String text) {
        return new Response(
                topic,
                text.isEmpty() ? Payload.NONE : Payload.ofText(text),
                Credentials.NONE,
                routes,
                flags,
                errno.number(),
                matchtag);
    }

    /// A response to this request with the result of `from`, whatever else that one claims.
    public Response answer(Response from) {
        return new Response(
                topic, from.payload(), from.cred(), routes, flags, from.errnum(), matchtag);
    }

    /// The name of the service asked: the topic up to its first dot.
    public String service() {
        int dot = topic.indexOf('.');
        return dot < 0 ? topic : topic.substring(0, dot);
    }
}
