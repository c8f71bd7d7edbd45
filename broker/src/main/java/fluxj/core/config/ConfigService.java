package fluxj.core.config;

import fluxj.core.config.ConfigProtocol.Config;
import fluxj.core.module.ModuleProtocol;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.ModuleInfo;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Puts a configuration in force: each module is asked first, and one refusal takes all of it back.
/// On followers it tracks the parent's.
public final class ConfigService implements Service {
    private static final int CONFIG_SYNC = 2;

    private final ServiceContext flux;
    private final ConfigFiles files;
    private final List<StreamCall<Empty, Config>> getters = new ArrayList<>();
    private boolean synced;

    /// Not started yet.
    public ConfigService(ServiceContext flux, ConfigFiles files) {
        this.flux = flux;
        this.files = files;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(ConfigProtocol.class)
                .on(ConfigProtocol.GET, this::get)
                .on(ConfigProtocol.RELOAD, this::reload)
                .onRaw(ConfigProtocol.LOAD.topic(), ConfigProtocol.LOAD.access(), this::load)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        if (flux.rank() > 0) {
            followState();
        }
        return Promise.of(Empty.EMPTY);
    }

    // --- requests

    private void get(StreamCall<Empty, Config> call) {
        call.send(Payload.of(files.current()));
        if (call.isOpen()) {
            getters.add(call);
            call.onClosed(() -> getters.remove(call));
        }
    }

    private void requireLeader() {
        if (flux.rank() > 0) {
            throw new FluxException(Errno.EINVAL, "configuration can only be changed on rank 0");
        }
    }

    private void reload(Call<Empty, Empty> call) {
        requireLeader();
        call.replyWith(files.readFiles().flatMap(this::change));
    }

    private void load(RawCall call) {
        JsonObject wanted;
        try {
            wanted = call.request().payload().json();
        } catch (FluxException e) {
            throw new FluxException(
                    e.errno(), "error decoding " + ConfigProtocol.LOAD.topic() + " request");
        }
        requireLeader();
        change(wanted).then(_ -> call.reply(Payload.NONE), call::fail);
    }

    private Promise<Empty> change(JsonObject wanted) {
        if (wanted.equals(files.current())) {
            return Promise.of(Empty.EMPTY);
        }
        return putInForce(wanted, "reload");
    }

    // --- asking everyone

    /// Asks each module, then the broker; done when all agree and the object is the current one.
    private Promise<Empty> putInForce(JsonObject wanted, String verb) {
        List<String> asked = new ArrayList<>();
        return flux.rpc()
                .call(ModuleProtocol.LIST, Message.NODEID_ANY, Empty.EMPTY)
                .flatMap(
                        list ->
                                askNext(
                                        names(list.mods()).iterator(),
                                        new Change(wanted, verb, asked)))
                .map(
                        done -> {
                            files.replace(wanted);
                            tellGetters();
                            return done;
                        });
    }

    private record Change(JsonObject wanted, String verb, List<String> asked) {}

    private List<String> names(List<ModuleInfo> modules) {
        List<String> names = new ArrayList<>();
        for (ModuleInfo module : modules) {
            if (!module.name().equals(flux.name())) {
                names.add(module.name());
            }
        }
        names.add("broker");
        return names;
    }

    private Promise<Empty> askNext(Iterator<String> names, Change change) {
        if (!names.hasNext()) {
            return Promise.of(Empty.EMPTY);
        }
        String name = names.next();
        Deferred<Empty> result = new Deferred<>();
        ask(name, change.wanted(), change.verb())
                .then(
                        _ -> {
                            change.asked().add(name);
                            askNext(names, change).then(result::complete, result::fail);
                        },
                        error -> {
                            takeBack(change);
                            result.fail(
                                    new FluxException(
                                            error.errno(),
                                            "error updating " + name + ": " + error.getMessage()));
                        });
        return result;
    }

    private Promise<Empty> ask(String name, JsonObject object, String verb) {
        Deferred<Empty> result = new Deferred<>();
        flux.rpc()
                .request(name + ".config-" + verb, flux.rank(), Payload.of(object), 0)
                .then(
                        _ -> result.complete(Empty.EMPTY),
                        error -> {
                            if (error.errno().equals(Errno.ENOSYS)) {
                                result.complete(Empty.EMPTY);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }

    private void takeBack(Change change) {
        for (String name : change.asked()) {
            ask(name, files.current(), change.verb())
                    .then(
                            _ -> {},
                            error ->
                                    flux.log()
                                            .err(
                                                    "error reverting "
                                                            + name
                                                            + ": "
                                                            + error.getMessage()));
        }
    }

    private void tellGetters() {
        Payload now = Payload.of(files.current());
        for (StreamCall<Empty, Config> getter : List.copyOf(getters)) {
            getter.send(now);
        }
    }

    // --- following the parent

    private void followState() {
        flux.rpc()
                .open(
                        StateMachineProtocol.MONITOR,
                        flux.rank(),
                        new StateMachineProtocol.Monitor(Optional.of(CONFIG_SYNC)),
                        current -> {
                            if (current.state() == CONFIG_SYNC) {
                                followParent();
                            }
                        },
                        end -> {
                            if (!end.errno().equals(Errno.ENODATA)) {
                                flux.log()
                                        .err(
                                                StateMachineProtocol.MONITOR.topic()
                                                        + ": "
                                                        + end.getMessage());
                                post("sync-fail");
                            }
                        });
    }

    private void followParent() {
        flux.rpc()
                .openRaw(
                        ConfigProtocol.GET.topic(),
                        Message.NODEID_UPSTREAM,
                        Payload.NONE,
                        response -> parentSent(response.payload()),
                        this::parentEnded);
    }

    /// After the first answer this is the parent leaving, which the overlay reports.
    private void parentEnded(FluxException end) {
        if (!synced) {
            flux.log().crit("parent update: " + end.getMessage());
            firstAnswer("sync-fail");
        }
    }

    private void parentSent(Payload payload) {
        JsonObject wanted;
        try {
            wanted = payload.json();
        } catch (FluxException e) {
            flux.log().crit("parent update: " + e.getMessage());
            firstAnswer("sync-fail");
            return;
        }
        if (wanted.equals(files.current())) {
            flux.log().debug("parent update ignored: no change");
            firstAnswer("sync-success");
            return;
        }
        putInForce(wanted, synced ? "reload" : "sync")
                .then(
                        _ -> {
                            flux.log().debug("parent update applied");
                            firstAnswer("sync-success");
                        },
                        error -> {
                            flux.log().err("parent update: " + error.getMessage());
                            firstAnswer("sync-fail");
                        });
    }

    private void firstAnswer(String event) {
        if (!synced) {
            synced = true;
            post(event);
        }
    }

    private void post(String event) {
        flux.rpc()
                .send(
                        StateMachineProtocol.POST,
                        flux.rank(),
                        new StateMachineProtocol.Post(event, Optional.of(false)));
    }
}
