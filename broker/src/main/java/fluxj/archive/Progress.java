package fluxj.archive;

import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.wire.Message;

import java.util.Optional;

/// Counts the keys of a dump or restore and says now and then how many there are: to the person in
/// front of it, and to systemd, lest it think that the broker hangs.
final class Progress {
    /// @param person tell the printer
    /// @param systemd tell the broker, which tells systemd
    record Listener(boolean person, boolean systemd) {}

    private final ToolContext tool;
    private final String name;
    private final String verb;
    private final Listener listener;
    private int keys;
    private int blobs = -1;

    Progress(ToolContext tool, String name, String verb, Listener listener) {
        this.tool = tool;
        this.name = name;
        this.verb = verb;
        this.listener = listener;
    }

    /// Counts blobs too.
    Progress withBlobs() {
        blobs = 0;
        return this;
    }

    void addBlob() {
        blobs++;
    }

    void addKey() {
        keys++;
        if (keys % 100 == 0 || keys < 10) {
            tell(false);
        }
    }

    void end() {
        tell(true);
    }

    private void tell(boolean last) {
        if (listener.person()) {
            String extra = blobs < 0 ? "" : " (" + blobs + " blobs)";
            tool.printer().progress(verb + " " + keys + " keys" + extra, last);
        }
        if (listener.systemd()) {
            String status = "flux-" + name + "(1) has " + verb + " " + keys + " keys";
            tool.rpc()
                    .send(
                            StateMachineProtocol.SD_NOTIFY,
                            Message.NODEID_ANY,
                            new StateMachineProtocol.Status(Optional.of(status)));
        }
    }
}
