package fluxj.service;

import fluxj.wire.Event;

/// Events as the `event` service handles them (spec broker 2.9, 7.3).
public interface EventBus {
    /// Publishes an event: numbers it on rank 0, sends it up elsewhere.
    ///
    /// @return the number, 0 when it went up
    int publish(Event event);

    /// True while brokers read events more slowly than they are published: who can wait should.
    boolean isCongested();

    /// Runs a task once, on a later turn, when [#isCongested] is over.
    void onDrained(Runnable task);

    /// Adds one use of a topic prefix.
    ///
    /// @param subscriber a module's UUID, or empty for the broker itself
    void subscribe(String subscriber, String prefix);

    /// Takes one use away; false when there was none.
    boolean unsubscribe(String subscriber, String prefix);
}
