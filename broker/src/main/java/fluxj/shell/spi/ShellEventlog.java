package fluxj.shell.spi;

import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// An eventlog of the job (RFC 18) that this shell writes, in batches. The shell does not end
/// before all of it was committed.
public interface ShellEventlog {
    /// Writes an event, some time.
    void append(String name, JsonObject context);

    /// Writes what was appended now; done when it is committed.
    Promise<Empty> flush();

    /// True while so much waits for the KVS that no more should be appended.
    boolean isBehind();

    /// Runs a task whenever [#isBehind] is over.
    void onCaughtUp(Runnable task);
}
