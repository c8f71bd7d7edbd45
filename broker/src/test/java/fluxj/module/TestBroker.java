package fluxj.module;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.ModuleEndpoint;
import fluxj.routing.Router;
import fluxj.service.AttributeTable;
import fluxj.service.Environment;
import fluxj.service.ModuleState;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One broker of rank 0 without sockets: router, core services, module table and a client that
/// speaks as a module would.
public final class TestBroker {
    /// Who owns the instance.
    public static final int OWNER_UID = 1000;

    /// The broker's identity.
    public static final String UUID = "11111111-1111-4111-8111-111111111111";

    /// The client's identity.
    public static final String CLIENT = "22222222-2222-4222-8222-222222222222";

    private final ManualReactor reactor = new ManualReactor();
    private final AttributeTable attributes = new AttributeTable();
    private final Environment environment = new Environment(Map.of("FLUX_MODULE_PATH", ""));
    private final List<String> logged = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final List<RuntimeException> faults = new ArrayList<>();
    private final List<Message> received = new ArrayList<>();
    private final ScriptedLauncher launcher = new ScriptedLauncher();
    private final Router router;
    private final ModuleEnvironment moduleEnvironment;
    private final CoreServices core;
    private final ModuleTable modules;
    private final ModuleEndpoint client =
            new ModuleEndpoint() {
                @Override
                public String name() {
                    return "client";
                }

                @Override
                public String uuid() {
                    return CLIENT;
                }

                @Override
                public void deliver(Message message) {
                    received.add(message);
                }

                @Override
                public long backlog(RouteStack routes) {
                    return backlog;
                }
            };
    private JsonObject config = JsonObject.EMPTY;
    private int matchtag;
    private long backlog;

    /// A broker whose `module.load` knows these services.
    public TestBroker(ServiceFactory... services) {
        this(0, services);
    }

    /// The same at another rank; it has no parent.
    public TestBroker(int rank, ServiceFactory... services) {
        this(rank, rank + 1, services);
    }

    /// The leader of an instance of so many brokers, of which there is no other.
    public static TestBroker leading(int size, ServiceFactory... services) {
        return new TestBroker(0, size, services);
    }

    private TestBroker(int rank, int size, ServiceFactory... services) {
        router = new Router(rank, UUID, () -> new Credentials(OWNER_UID, Credentials.OWNER));
        moduleEnvironment =
                new ModuleEnvironment(
                        rank,
                        size,
                        reactor,
                        () -> 1_000_000L + reactor.nanoTime() / 1000,
                        new FixedHost(),
                        router,
                        new DeliveryQueue(reactor),
                        attributes,
                        environment,
                        () -> config,
                        name ->
                                (severity, text) ->
                                        logged.add(name + "." + severity.word() + ": " + text),
                        faults::add);
        core = new CoreServices(moduleEnvironment);
        modules = new ModuleTable(moduleEnvironment, List.of(services), launcher, listener());
        router.attach(client);
        router.goOnline();
    }

    private ModuleListener listener() {
        return new ModuleListener() {
            @Override
            public void changed(String name, ModuleState state, fluxj.errors.Errno errnum) {
                states.add(name + " " + state + " " + errnum.number());
            }

            @Override
            public void runtimeFailure(String name) {
                states.add(name + " panic");
            }
        };
    }

    /// Time and posted tasks.
    public ManualReactor reactor() {
        return reactor;
    }

    /// The router.
    public Router router() {
        return router;
    }

    /// The core services.
    public CoreServices core() {
        return core;
    }

    /// The module table.
    public ModuleTable modules() {
        return modules;
    }

    /// The attributes.
    public AttributeTable attributes() {
        return attributes;
    }

    /// The environment variables.
    public Environment environment() {
        return environment;
    }

    /// What starts processes.
    ScriptedLauncher launcher() {
        return launcher;
    }

    /// Log lines as `name.severity: text`.
    public List<String> logged() {
        return logged;
    }

    /// What the module listener heard.
    public List<String> states() {
        return states;
    }

    /// Bugs reported.
    public List<RuntimeException> faults() {
        return faults;
    }

    /// What the client got besides answers taken by [#ask].
    public List<Message> received() {
        return received;
    }

    /// Makes so many bytes wait for the client from now on.
    public void setBacklog(long bytes) {
        backlog = bytes;
    }

    /// Replaces the configuration.
    public void configure(JsonObject object) {
        config = object;
    }

    /// Sends a request as the owner and gives its first response, JSON or empty.
    public JsonObject ask(String topic, String json) {
        Response response = exchange(topic, Payload.of(JsonObject.parse(json)), Credentials.NONE);
        return response.payload().isPresent() ? response.payload().json() : JsonObject.EMPTY;
    }

    /// Sends a request as somebody and gives its first response; fails with its error.
    public Response exchange(String topic, Payload payload, Credentials cred) {
        send(Request.of(topic, payload, Message.NODEID_ANY, ++matchtag, 0).withCred(cred));
        reactor.run();
        for (Message message : received) {
            if (message instanceof Response response && response.matchtag() == matchtag) {
                received.remove(message);
                if (response.errnum() != 0) {
                    throw response.error();
                }
                return response;
            }
        }
        throw new IllegalStateException("no answer to " + topic);
    }

    /// Sends a message as the client's module.
    public void send(Message message) {
        router.fromEndpoint(client, message);
    }

    /// The value of a promise that is done after [ManualReactor#run]; throws its error.
    public <T> T get(Promise<T> promise) {
        reactor.run();
        List<T> values = new ArrayList<>();
        List<FluxException> errors = new ArrayList<>();
        promise.then(values::add, errors::add);
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        if (values.isEmpty()) {
            throw new IllegalStateException("not done");
        }
        return values.getFirst();
    }
}
