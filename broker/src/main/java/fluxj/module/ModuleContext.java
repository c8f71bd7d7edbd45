package fluxj.module;

import fluxj.core.event.EventProtocol;
import fluxj.core.event.EventProtocol.Publish;
import fluxj.core.service.ServiceProtocol;
import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Attributes;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The broker as one service sees it.
final class ModuleContext implements ServiceContext {
    private final ModuleEnvironment environment;
    private final Identity identity;
    private final Consumer<Message> outlet;
    private final RpcClient rpc;
    private @Nullable Log log;
    private @Nullable JsonObject ownConfig;
    private int debugFlags;

    /// Who the service is.
    ///
    /// @param arguments those of `module.load`
    record Identity(String name, String uuid, List<String> arguments) {}

    /// @param rpc the client whose answers the host brings back
    /// @param outlet takes each message this service sends to the router
    ModuleContext(
            ModuleEnvironment environment,
            Identity identity,
            RpcClient rpc,
            Consumer<Message> outlet) {
        this.environment = environment;
        this.identity = identity;
        this.rpc = rpc;
        this.outlet = outlet;
    }

    ModuleEnvironment environment() {
        return environment;
    }

    /// Gives the service a configuration object of its own, which `config-reload` brought.
    void replaceConfig(JsonObject config) {
        ownConfig = config;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public String uuid() {
        return identity.uuid();
    }

    @Override
    public List<String> arguments() {
        return identity.arguments();
    }

    @Override
    public int rank() {
        return environment.rank();
    }

    @Override
    public int size() {
        return environment.size();
    }

    @Override
    public Reactor reactor() {
        return environment.reactor();
    }

    @Override
    public WallClock wallClock() {
        return environment.wallClock();
    }

    @Override
    public Log log() {
        Log own = log;
        if (own == null) {
            own = environment.logs().apply(identity.name());
            log = own;
        }
        return own;
    }

    @Override
    public Attributes attributes() {
        return environment.attributes();
    }

    @Override
    public Map<String, String> variables() {
        return environment.environment().copy();
    }

    @Override
    public JsonObject config() {
        JsonObject own = ownConfig;
        return own == null ? environment.config().get() : own;
    }

    @Override
    public RpcClient rpc() {
        return rpc;
    }

    @Override
    public Promise<Empty> publish(String topic, Payload payload, int flags) {
        return rpc.call(EventProtocol.PUBLISH, 0, Publish.of(topic, flags, payload))
                .map(_ -> Empty.EMPTY);
    }

    @Override
    public void subscribe(String topicPrefix) {
        environment.router().subscriptions().add(identity.uuid(), topicPrefix);
    }

    @Override
    public void unsubscribe(String topicPrefix) {
        environment.router().subscriptions().remove(identity.uuid(), topicPrefix);
    }

    @Override
    public Promise<Empty> addService(String service) {
        return rpc.call(ServiceProtocol.ADD, environment.rank(), new ServiceProtocol.Name(service));
    }

    int debugFlags() {
        return debugFlags;
    }

    void setDebugFlags(int flags) {
        debugFlags = flags;
    }

    @Override
    public boolean isDebugging(int bits) {
        return (debugFlags & bits) != 0;
    }

    @Override
    public void clearDebugging(int bits) {
        debugFlags &= ~bits;
    }

    @Override
    public boolean isCongested() {
        return environment.router().isCongested();
    }

    @Override
    public void onDrained(Runnable task) {
        environment.router().onDrained(task);
    }

    @Override
    public void emit(Message message) {
        outlet.accept(message);
    }
}
