package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.platform.HostFacts;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.Optional;

/// What every module and the broker itself answer to under their own name (spec broker 7.10): ping,
/// stats-get, stats-clear, rusage, debug, config-reload.
final class GenericMethods {
    private static final int UUID_SHOWN = 8;

    record Usage(Optional<String> who) {}

    record Debug(String op, int flags) {}

    record DebugReply(int flags) {}

    private final ModuleContext context;
    private final HandlerTable handlers;

    /// @param stop ends the module; empty for the broker, which has no `shutdown` method
    GenericMethods(ModuleContext context, MessageCounters counters, Optional<Runnable> stop) {
        this.context = context;
        String name = context.name();
        HandlerTable.Builder table =
                HandlerTable.builder()
                        .onRaw(name + ".ping", Access.USER, this::ping)
                        .onRaw(
                                name + ".stats-get",
                                Access.ANY,
                                call -> call.reply(Payload.of(counters.json())))
                        .on(
                                new RpcMethod<>(
                                        name + ".stats-clear",
                                        Empty.class,
                                        Empty.class,
                                        Access.OWNER),
                                call -> {
                                    counters.clear();
                                    call.reply(Empty.EMPTY);
                                })
                        .onEvent(name + ".stats-clear", _ -> counters.clear())
                        .onRaw(name + ".rusage", Access.USER, this::usage)
                        .on(
                                new RpcMethod<>(
                                        name + ".debug",
                                        Debug.class,
                                        DebugReply.class,
                                        Access.OWNER),
                                call -> call.reply(new DebugReply(debug(call.body()))))
                        .onRaw(name + ".config-reload", Access.OWNER, this::reload)
                        .onRaw(name + ".config-update", Access.OWNER, this::reload)
                        .onRaw(name + ".config-sync", Access.OWNER, this::reload);
        stop.ifPresent(
                end ->
                        table.on(
                                new RpcMethod<>(
                                        name + ".shutdown", Empty.class, Empty.class, Access.OWNER),
                                call -> {
                                    call.reply(Empty.EMPTY);
                                    end.run();
                                }));
        handlers = table.build();
    }

    HandlerTable handlers() {
        return handlers;
    }

    private void ping(RawCall call) {
        Request request = call.request();
        JsonObject reply =
                request.payload().jsonWithoutNuls().toBuilder()
                        .put("route", route(request))
                        .put("userid", request.cred().userid())
                        .put("rolemask", request.cred().rolemask())
                        .put("rank", context.rank())
                        .build();
        call.reply(Payload.of(reply));
    }

    /// The way the request came, oldest first, and this service at its end.
    private String route(Request request) {
        StringBuilder text = new StringBuilder();
        for (String id : request.routes().originFirst()) {
            text.append(shortened(id)).append('!');
        }
        return text.append(shortened(context.uuid())).toString();
    }

    private static String shortened(String id) {
        return id.length() > UUID_SHOWN ? id.substring(0, UUID_SHOWN) : id;
    }

    private int debug(Debug body) {
        int flags = context.debugFlags();
        int changed =
                switch (body.op()) {
                    case "setbit" -> flags | body.flags();
                    case "clrbit" -> flags & ~body.flags();
                    case "set" -> body.flags();
                    case "clr" -> 0;
                    default -> throw new FluxException(Errno.EPROTO);
                };
        context.setDebugFlags(changed);
        return changed;
    }

    private void reload(RawCall call) {
        context.replaceConfig(call.request().payload().json());
        call.reply(Payload.NONE);
    }

    private void usage(RawCall call) {
        String who = call.request().payload().as(Usage.class).who().orElse("self");
        HostFacts.Who whose =
                switch (who) {
                    case "self" -> HostFacts.Who.SELF;
                    case "children" -> HostFacts.Who.CHILDREN;
                    case "thread" -> HostFacts.Who.THREAD;
                    default -> throw new FluxException(Errno.EINVAL, who + " is unsupported");
                };
        call.reply(Payload.of(json(context.environment().host().usage(whose))));
    }

    /// A getrusage(2) result; what Linux does not count is 0.
    private static JsonObject json(HostFacts.ResourceUsage usage) {
        return JsonObject.builder()
                .put("utime", usage.userSeconds())
                .put("stime", usage.systemSeconds())
                .put("maxrss", usage.maxResidentKib())
                .put("ixrss", 0)
                .put("idrss", 0)
                .put("isrss", 0)
                .put("minflt", usage.minorFaults())
                .put("majflt", usage.majorFaults())
                .put("nswap", 0)
                .put("inblock", usage.blocksIn())
                .put("oublock", usage.blocksOut())
                .put("msgsnd", 0)
                .put("msgrcv", 0)
                .put("nsignals", 0)
                .put("nvcsw", usage.voluntarySwitches())
                .put("nivcsw", usage.involuntarySwitches())
                .build();
    }
}
