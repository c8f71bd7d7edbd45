package fluxj.rpc;

/// A method that answers once: its topic, the records of its request and reply, and who may call
/// it. One constant in a service's protocol class declares it for server, client and catalogue.
public record RpcMethod<Q extends Record, R extends Record>(
        String topic, Class<Q> request, Class<R> reply, Access access) {
    /// The same method of another service that speaks the same protocol.
    public RpcMethod<Q, R> in(String service) {
        return new RpcMethod<>(
                service + topic.substring(topic.lastIndexOf('.')), request, reply, access);
    }
}
