package fluxj.module;

import fluxj.json.JsonObject;
import fluxj.platform.HostFacts;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.Router;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What one broker gives to each of its services and modules.
///
/// @param deliveryQueue the one of this broker
/// @param config the instance's configuration as it is now
/// @param logs the log of a service of that name
/// @param faults told of bugs: exceptions that a handler let out
public record ModuleEnvironment(
        int rank,
        int size,
        Reactor reactor,
        WallClock wallClock,
        HostFacts host,
        Router router,
        DeliveryQueue deliveryQueue,
        Attributes attributes,
        Environment environment,
        Supplier<JsonObject> config,
        Function<String, Log> logs,
        Consumer<RuntimeException> faults) {}
