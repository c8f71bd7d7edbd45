package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

/// A response.
///
/// @param errnum 0, or a Linux error number; the payload is then text for a person
/// @param matchtag that of the request
public record Response(
        String topic,
        Payload payload,
        Credentials cred,
        RouteStack routes,
        int flags,
        int errnum,
        int matchtag)
        implements Message {

    @Override
    public Response withRoutes(RouteStack newRoutes) {
        return new Response(topic, payload, cred, newRoutes, flags | ROUTE, errnum, matchtag);
    }

    @Override
    public Response withCred(Credentials newCred) {
        return new Response(topic, payload, newCred, routes, flags, errnum, matchtag);
    }

    @Override
    public Response pushRoute(String id) {
        return withRoutes(routes.push(id));
    }

    /// An error in place of this response.
    public Response failedWith(Errno errno, String text) {
        Payload words = text.isEmpty() ? Payload.NONE : Payload.ofText(text);
        return new Response(topic, words, cred, routes, flags, errno.number(), matchtag);
    }

    /// True when no more responses follow this one.
    public boolean isLast() {
        return errnum != 0 || !has(STREAMING);
    }

    /// The error this response carries; only for `errnum` other than 0.
    public FluxException error() {
        byte[] bytes = payload.bytes();
        boolean text = bytes.length > 1 && bytes[bytes.length - 1] == 0;
        return new FluxException(
                new Errno(errnum),
                text
                        ? new String(
                                bytes, 0, bytes.length - 1, java.nio.charset.StandardCharsets.UTF_8)
                        : "");
    }
}
