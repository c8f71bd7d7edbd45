package fluxj.service;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.wire.Message;
import fluxj.wire.RouteStack;

/// A module that runs inside the broker, on its reactor.
public interface Service {
    /// What it answers to; asked for once, before [#start].
    HandlerTable handlers();

    /// Sees every message for this module first; true when it has dealt with it. For modules that
    /// carry other people's messages; others leave it alone.
    default boolean intercept(Message message) {
        return false;
    }

    /// Bytes that this module holds for whoever a response with these routes goes to. For modules
    /// that carry other people's messages.
    default long backlog(RouteStack routes) {
        return 0;
    }

    /// Begins work. The module counts as running when the promise is done; an error unloads it and
    /// is the answer to `module.load`.
    default Promise<Empty> start() {
        return Promise.of(Empty.EMPTY);
    }

    /// Comes before [#stop]: finishes what others count on, while requests still come in. It must
    /// end whatever the others do.
    default Promise<Empty> drain() {
        return Promise.of(Empty.EMPTY);
    }

    /// Ends work; no requests come any more, and requests that wait must have been answered when
    /// the promise is done.
    default Promise<Empty> stop() {
        return Promise.of(Empty.EMPTY);
    }
}
