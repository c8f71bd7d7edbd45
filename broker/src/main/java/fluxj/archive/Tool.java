package fluxj.archive;

import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;

/// What a tool works with.
///
/// @param rpc the way to the broker
/// @param reactor the thread that everything but file access happens on
/// @param printer where to say what is done
/// @param namespace the KVS namespace of whoever runs the tool
public record Tool(RpcClient rpc, Reactor reactor, Printer printer, String namespace) {}
