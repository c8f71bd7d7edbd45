package fluxj.archive;

import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;

/// What a tool works with.
///
/// @param rpc the way to the broker
/// @param reactor the thread that everything but file access happens on
/// @param printer where to say what is done
/// @param namespace the KVS namespace of whoever runs the tool
public record ToolContext(RpcClient rpc, Reactor reactor, Printer printer, String namespace) {
    /// Where a tool says what it does.
    public interface Printer {
        /// A line of output proper.
        void out(String line);

        /// One of the many things that were dealt with.
        void item(String line);

        /// A line about what went wrong or is going on.
        void note(String line);

        /// How far the tool is; replaces the line that said so before, and stays when it is the
        /// last.
        void progress(String line, boolean last);
    }
}
