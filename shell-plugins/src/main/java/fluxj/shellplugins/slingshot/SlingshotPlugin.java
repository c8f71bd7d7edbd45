package fluxj.shellplugins.slingshot;

import fluxj.core.broker.BrokerProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiLibrary;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.JobEventWatch;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Sets the four variables of Slingshot: as the broker has them, when the instance is a job on
/// Slingshot itself, or by the job's own reservation. It looks for both at once and takes the first
/// of these that there is.
final class SlingshotPlugin implements ShellPlugin {
    private static final String NAME = "cray-slingshot";
    private static final List<String> VARIABLES =
            List.of(
                    SlingshotEnvironment.VNIS,
                    SlingshotEnvironment.DEVICES,
                    SlingshotEnvironment.SERVICES,
                    SlingshotEnvironment.CLASSES);

    private final ShellContext shell;
    private final Supplier<Optional<Cxi>> cxi;
    private final boolean isOff;
    private @Nullable JobEventWatch events;

    SlingshotPlugin(ShellContext shell, Supplier<Optional<Cxi>> cxi) {
        this.shell = shell;
        this.cxi = cxi;
        isOff = isOff(shell);
        if (!isOff) {
            VARIABLES.forEach(shell.environment()::unset);
        }
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<String> fileNames() {
            return List.of("cray-slingshot.so");
        }

        @Override
        public boolean isOnDemand() {
            return true;
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new SlingshotPlugin(shell, CxiLibrary::find);
        }
    }

    private static boolean isOff(ShellContext shell) {
        Optional<JsonValue> option = shell.options().value(NAME);
        if (option.isEmpty()) {
            return false;
        }
        switch (option.get()) {
            case JsonValue.Text(String word) -> {
                if (!word.equals("off")) {
                    throw invalid("-o cray-slingshot: invalid option: " + word);
                }
                return true;
            }
            case JsonObject members -> check(members);
            case JsonValue other ->
                    throw invalid("-o cray-slingshot: Expected object, got " + other.typeName());
        }
        return false;
    }

    private static void check(JsonObject members) {
        List<String> unknown =
                members.keys().stream().filter(key -> !key.equals("vnicount")).toList();
        if (!unknown.isEmpty()) {
            throw invalid(
                    "-o cray-slingshot: "
                            + unknown.size()
                            + " object item(s) left unpacked: "
                            + String.join(", ", unknown));
        }
        Optional<JsonValue> count = members.get("vnicount");
        if (count.isPresent() && !(count.get() instanceof JsonValue.Whole)) {
            throw invalid("-o cray-slingshot: Expected integer, got " + count.get().typeName());
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    @Override
    public Promise<Empty> init() {
        if (isOff) {
            return Promise.of(Empty.EMPTY);
        }
        Reservation reservation = new Reservation();
        events = JobEventWatch.follow(shell, reservation);
        return inherited()
                .flatMap(
                        found -> {
                            if (found.containsKey(SlingshotEnvironment.VNIS)) {
                                stop();
                                set(found);
                                shell.log().debug("using inherited job environment");
                                return Promise.of(Empty.EMPTY);
                            }
                            return reservation.result.flatMap(this::reserved);
                        });
    }

    private void set(Map<String, String> values) {
        for (String name : VARIABLES) {
            if (values.containsKey(name)) {
                shell.environment().set(name, values.get(name));
            }
        }
    }

    /// What the broker has; a user who is not the instance's owner is not told.
    private Promise<Map<String, String>> inherited() {
        Deferred<Map<String, String>> result = new Deferred<>();
        shell.rpc()
                .call(
                        BrokerProtocol.GETENV,
                        Message.NODEID_ANY,
                        new BrokerProtocol.Names(
                                JsonArray.of(
                                        VARIABLES.stream()
                                                .map(JsonValue::of)
                                                .toArray(JsonValue[]::new))))
                .then(
                        found -> result.complete(found.env()),
                        error -> {
                            if (error.errno().equals(Errno.EPERM)
                                    || error.errno().equals(Errno.ENOSYS)) {
                                result.complete(Map.of());
                            } else {
                                result.fail(
                                        new FluxException(
                                                error.errno(), "broker.getenv: " + error.text()));
                            }
                        });
        return result;
    }

    /// Waits for the event of the job manager's plugin; empty when the job was started without one.
    private final class Reservation implements JobEventWatch.Listener {
        final Deferred<Optional<JsonObject>> result = new Deferred<>();

        @Override
        public void event(Eventlog.Event event) {
            if (event.name().equals(NAME)) {
                stop();
                result.complete(event.context());
            } else if (event.name().equals("start") || event.isFatal()) {
                stop();
                result.complete(Optional.empty());
            }
        }

        @Override
        public void failed(FluxException error) {
            result.fail(new FluxException(error.errno(), "waiting for eventlog: " + error.text()));
        }
    }

    private void stop() {
        if (events != null) {
            events.stop();
        }
    }

    private Promise<Empty> reserved(Optional<JsonObject> reservation) {
        if (reservation.isEmpty()) {
            shell.log().debug("no job environment is set");
            return Promise.of(Empty.EMPTY);
        }
        List<Integer> vnis = vnis(reservation.get());
        return shell.reactor()
                .blocking(() -> SlingshotEnvironment.of(vnis, cxi.get()))
                .map(
                        found -> {
                            found.warnings().forEach(shell.log()::warn);
                            set(found.variables());
                            shell.log().debug("setting environment for VNI reservation");
                            return Empty.EMPTY;
                        });
    }

    private static List<Integer> vnis(JsonObject reservation) {
        List<Integer> vnis = new ArrayList<>();
        JsonArray numbers =
                reservation
                        .array("vnis")
                        .orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.EPROTO,
                                                "parsing cray-slingshot event context: Object item"
                                                        + " not found: vnis"));
        for (JsonValue each : numbers) {
            if (each instanceof JsonValue.Whole(long number)) {
                vnis.add((int) number);
            }
        }
        return vnis;
    }

    @Override
    public Promise<Empty> exit() {
        stop();
        return Promise.of(Empty.EMPTY);
    }
}
