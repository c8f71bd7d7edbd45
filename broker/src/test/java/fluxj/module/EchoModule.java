package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcMethod;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.List;

/// A module for tests: says back what it hears, keeps a call waiting, refuses a configuration.
final class EchoModule implements Service {
    static final class Factory implements ServiceFactory {
        private final List<EchoModule> made = new ArrayList<>();

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Service create(ServiceContext context) {
            EchoModule service = new EchoModule(context);
            made.add(service);
            return service;
        }

        EchoModule last() {
            return made.getLast();
        }
    }

    private final ServiceContext context;
    private final List<String> events = new ArrayList<>();
    private final Deferred<Empty> slowStart = new Deferred<>();

    private EchoModule(ServiceContext context) {
        if (context.arguments().contains("bad")) {
            throw new FluxException(Errno.EINVAL, "bad: unknown option");
        }
        this.context = context;
    }

    List<String> events() {
        return events;
    }

    ServiceContext context() {
        return context;
    }

    Deferred<Empty> slowStart() {
        return slowStart;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw("echo.say", Access.USER, call -> call.reply(call.request().payload()))
                .on(
                        new RpcMethod<>("echo.wait", Empty.class, Empty.class, Access.OWNER),
                        EchoModule::waitForever)
                .onRaw("echo.crash", Access.OWNER, EchoModule::crash)
                .onRaw("echo.config-reload", Access.OWNER, EchoModule::reload)
                .onRaw("echo.self", Access.OWNER, this::askItself)
                .onEvent("*", event -> events.add(event.topic()))
                .build();
    }

    @Override
    public Promise<Empty> start() {
        if (context.arguments().contains("slow")) {
            return slowStart;
        }
        context.subscribe("echo.");
        return Promise.of(Empty.EMPTY);
    }

    private static void waitForever(Call<Empty, Empty> call) {
        // Stays open until the module ends.
    }

    private static void crash(RawCall call) {
        throw new IllegalStateException("a bug");
    }

    private static void reload(RawCall call) {
        JsonObject config = call.request().payload().json();
        if (config.text("refuse").isPresent()) {
            call.fail(Errno.EINVAL, "no");
        } else {
            call.reply(Payload.NONE);
        }
    }

    private void askItself(RawCall call) {
        context.rpc()
                .request("echo.say", context.rank(), call.request().payload(), 0)
                .then(response -> call.reply(response.payload()), call::fail);
    }
}
