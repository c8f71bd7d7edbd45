package fluxj.overlay;

import fluxj.wire.Message;
import fluxj.zmtp.crypto.CurveKey;

import java.util.List;
import java.util.Map;

/// The parent's end: many children, each known by the identity it gave (its broker's UUID).
///
/// A message is handed over as the child is to see it: the child's own identity is not on its route
/// stack, it is the argument beside it.
public interface RouterSocket {
    /// Starts to listen. More than one endpoint may be bound.
    ///
    /// @param uri `tcp://host:port` (host may be `*`, a name, an interface or `[v6]`; port `*`
    ///   means any), `ipc:///path` or `ipc://@abstract`
    /// @return the endpoint that children can connect to, with the port that was chosen
    /// @throws fluxj.errors.FluxException with the text `error binding to <uri>: <reason>`
    String bind(String uri);

    /// Queues a message for a child.
    SendResult send(String identity, Message message);

    /// Bytes that were taken for a child and not yet given to the kernel; 0 when it is not there.
    long queuedBytes(String identity);

    /// Stops taking in what a child sends, so that it has to wait, or goes on with it. JeroMQ
    /// cannot do this for one child: there it has no effect.
    void hold(String identity, boolean held);

    /// Closes a child's connection, telling why in the log; the child may connect again.
    void drop(String identity, String reason);

    /// Replaces the set of client keys that may connect; the value is the name used for the key in
    /// messages. Connections that are up stay up.
    void allow(Map<CurveKey, String> labels);

    /// The children connected now, in the order in which they came.
    List<PeerStatistics> peers();

    /// Stops listening and closes every connection, after what is queued was sent or the linger
    /// time was over.
    void close();
}
