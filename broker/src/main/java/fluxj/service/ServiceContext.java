package fluxj.service;

import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.List;
import java.util.Map;

/// Everything a service may touch; there is no other way out of it.
public interface ServiceContext {
    /// The module's name.
    String name();

    /// The module's identity in route stacks.
    String uuid();

    /// Arguments of `module.load`.
    List<String> arguments();

    /// This broker's rank.
    int rank();

    /// How many brokers the instance has.
    int size();

    /// Time, timers, promises.
    Reactor reactor();

    /// Time of day.
    WallClock wallClock();

    /// The log.
    Log log();

    /// Broker attributes.
    Attributes attributes();

    /// The broker's environment variables as they are now, for programs that it runs elsewhere.
    default Map<String, String> variables() {
        return Map.of();
    }

    /// The instance's configuration object as it is now.
    JsonObject config();

    /// Calls to other services, here and elsewhere.
    RpcClient rpc();

    /// Publishes an event; done when rank 0 has given it a sequence number.
    ///
    /// @param flags 0 or [fluxj.wire.Message#PRIVATE]
    Promise<Empty> publish(String topic, Payload payload, int flags);

    /// Asks for events whose topic begins with `topicPrefix`.
    void subscribe(String topicPrefix);

    /// Undoes one [#subscribe].
    void unsubscribe(String topicPrefix);

    /// Registers a further service name for this module (spec broker 7.4).
    Promise<Empty> addService(String service);

    /// True when one of these bits of the module's debug flags is set (`<name>.debug`, spec broker
    /// 7.10).
    default boolean isDebugging(int bits) {
        return false;
    }

    /// Clears bits of the debug flags, for those that work once.
    default void clearDebugging(int bits) {}

    /// True while so much waits for another broker that events should not be added.
    default boolean isCongested() {
        return false;
    }

    /// Runs a task once, on a later turn, when [#isCongested] is over.
    default void onDrained(Runnable task) {
        reactor().post(task);
    }

    /// Sends a message as this module: missing credentials become the owner's, and a request gets
    /// this module's identity on its routes. For modules that carry other people's messages.
    void emit(Message message);
}
