/// Requests and their answers as typed calls: methods declared once, served through a
/// [HandlerTable], called through an [RpcClient]. Layer 2. Read [RpcMethod], [HandlerTable] and
/// [RpcClient] first.
@NullMarked
package fluxj.rpc;

import org.jspecify.annotations.NullMarked;
