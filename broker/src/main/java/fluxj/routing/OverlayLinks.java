package fluxj.routing;

import fluxj.wire.Event;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

/// The links to parent and children, as the router uses them. Implemented by the overlay.
public interface OverlayLinks {
    /// What becomes of a message for the parent now.
    enum Uplink {
        /// It is taken.
        OPEN,
        /// More waits than should: who can wait does, see [#onDrained].
        FULL,
        /// There is no parent, or none any more.
        GONE
    }

    /// Sends a request down to the child that leads to its nodeid, or up to the parent. What cannot
    /// be sent is answered through [Router#fromOverlay] with the error of spec broker 1.10.
    void request(Request request);

    /// Sends a response to the peer named on top of its routes; dropped when there is none.
    void response(Response response);

    /// Sends an unnumbered event to the parent.
    void eventUp(Event event);

    /// Sends a numbered event to every child that is online.
    void eventDown(Event event);

    /// Bytes that wait on the link that a response with these routes takes.
    default long linkBacklog(RouteStack routes) {
        return 0;
    }

    /// Whether the parent takes messages now.
    default Uplink uplink() {
        return Uplink.GONE;
    }

    /// Bytes that wait for the slowest neighbour: the parent, or the child with the longest queue.
    default long backlogBytes() {
        return 0;
    }

    /// True while so much waits for a neighbour that nothing should be added that can wait: events
    /// of clients, log records.
    default boolean isCongested() {
        return false;
    }

    /// Runs a task once, on a later turn, when [#isCongested] is over; soon when it is not on.
    default void onDrained(Runnable task) {
        task.run();
    }
}
