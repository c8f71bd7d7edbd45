package fluxj.shellplugins.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Sets the variables that the service `dws` has for a job with `#DW` directives, over whatever
/// they were. A job that has none for want of the event does not start. With `-o
/// dws-environment.version=0.24` it waits as flux-coral2 0.24 does.
final class DwsEnvironmentPlugin implements ShellPlugin {
    private static final String OPTION = "dws-environment";

    private final ShellContext shell;
    private @Nullable MountEvent event;

    private DwsEnvironmentPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "dws_environment";
        }

        @Override
        public List<String> fileNames() {
            return List.of("dws_environment.so");
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new DwsEnvironmentPlugin(shell);
        }
    }

    /// @param version of flux-coral2
    private record Option(String version) {}

    @Override
    public Promise<Empty> init() {
        if (!hasDirectives()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> result = new Deferred<>();
        event = new MountEvent(shell, isOld());
        event.await()
                .then(
                        context -> {
                            try {
                                set(context);
                                result.complete(Empty.EMPTY);
                            } catch (FluxException e) {
                                fail(result, e);
                            }
                        },
                        error -> fail(result, error));
        return result;
    }

    private boolean hasDirectives() {
        return shell.job()
                .jobspec()
                .object("attributes")
                .flatMap(attributes -> attributes.object("system"))
                .flatMap(system -> system.get("dw"))
                .isPresent();
    }

    private boolean isOld() {
        String version =
                shell.options().group(OPTION, Option.class).map(Option::version).orElse("0.36");
        return switch (version) {
            case "0.24" -> true;
            case "0.36" -> false;
            default ->
                    throw new FluxException(Errno.EINVAL, OPTION + ".version must be 0.36 or 0.24");
        };
    }

    private void set(JsonObject context) {
        JsonValue variables =
                context.get("variables")
                        .orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.EPROTO,
                                                "No 'variables' context in dws_environment"
                                                        + " event"));
        if (variables instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> each : object.members().entrySet()) {
                if (!(each.getValue() instanceof JsonValue.Text(String text))) {
                    throw new FluxException(
                            Errno.EPROTO,
                            "variables in dws_environment event must have string values");
                }
                shell.environment().set(each.getKey(), text);
            }
        }
    }

    private void fail(Deferred<Empty> result, FluxException why) {
        shell.log().error(why.getMessage());
        result.fail(new FluxException(why.errno(), "Error reading DW environment from eventlog"));
    }

    @Override
    public Promise<Empty> exit() {
        if (event != null) {
            event.stop();
        }
        return Promise.of(Empty.EMPTY);
    }
}
