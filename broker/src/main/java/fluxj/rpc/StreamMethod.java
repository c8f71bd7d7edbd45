package fluxj.rpc;

/// A method that may answer many times and ends with an error response, ENODATA when all went well
/// (RFC 6).
///
/// @param required true when a request without the STREAMING flag is refused with EPROTO; otherwise
///   such a request gets the first item alone
public record StreamMethod<Q extends Record, R extends Record>(
        String topic, Class<Q> request, Class<R> item, Access access, boolean required) {
    /// The same method of another service that speaks the same protocol.
    public StreamMethod<Q, R> in(String service) {
        return new StreamMethod<>(
                service + topic.substring(topic.lastIndexOf('.')), request, item, access, required);
    }
}
