/// The tools that read or write all of a KVS or a tree of files: dump, restore, fsck, gc and
/// archive. Layer 4, above the services, whose protocols they speak, and below the broker, which
/// runs some of them itself. Everything goes through an [fluxj.rpc.RpcClient] and ends in a
/// promise, so that the same code runs in a command and in a broker; files are read and written off
/// the reactor. Read [Dump] and [TreeWalk] first.
@NullMarked
package fluxj.archive;

import org.jspecify.annotations.NullMarked;
