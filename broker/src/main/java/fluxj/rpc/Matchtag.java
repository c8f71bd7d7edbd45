package fluxj.rpc;

/// Names a stream of the sender's by the matchtag of the request that opened it: what the methods
/// that cancel one take.
public record Matchtag(int matchtag) {}
