package fluxj.module;

import fluxj.core.module.ModuleProtocol;
import fluxj.errors.Errno;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.routing.PendingRequests;
import fluxj.service.ModuleState;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Runs a module file as a process through one of Flux's loaders (spec broker 8.2, 8.3).
final class ProcessRunner implements ModuleRunner, ModuleLauncher.Listener {
    private final ModuleEnvironment environment;
    private final LoadedModule module;
    private final ModuleLauncher launcher;
    private final ModuleLauncher.Launch launch;
    private final List<String> arguments;
    private final PendingRequests pendingRequests = new PendingRequests();
    private ModuleLauncher.@Nullable ModuleProcess process;

    ProcessRunner(
            ModuleEnvironment environment,
            LoadedModule module,
            ModuleLauncher launcher,
            ModuleLauncher.Launch launch,
            List<String> arguments) {
        this.environment = environment;
        this.module = module;
        this.launcher = launcher;
        this.launch = launch;
        this.arguments = arguments;
    }

    @Override
    public void start() {
        ModuleLauncher.ModuleProcess started = launcher.launch(launch, this);
        process = started;
        started.send(fromBroker("welcome", Payload.of(welcome()), 0));
    }

    private JsonObject welcome() {
        JsonObject.Builder attributes = JsonObject.builder();
        environment.attributes().immutable().forEach(attributes::put);
        return JsonObject.builder()
                .put("args", JsonArray.ofTexts(arguments))
                .put("attrs", attributes.build())
                .put("conf", environment.config().get())
                .put("name", module.name())
                .put("uuid", module.uuid())
                .build();
    }

    private Request fromBroker(String topic, Payload payload, int flags) {
        return Request.of(topic, payload, Message.NODEID_ANY, 0, flags)
                .withCred(environment.router().credentials())
                .pushRoute(environment.router().uuid());
    }

    @Override
    public void deliver(Message message) {
        boolean muted = module.state() == ModuleState.FINALIZING;
        if (muted
                && !(message instanceof Response
                        && message.topic().equals(ModuleProtocol.STATUS.topic()))) {
            return;
        }
        if (message instanceof Request request) {
            pendingRequests.sent(request);
        }
        send(message);
    }

    @Override
    public void stop() {
        send(fromBroker(module.name() + ".shutdown", Payload.NONE, Message.NORESPONSE));
    }

    @Override
    public void cancel() {
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void report(ModuleState state, Errno errnum) {
        switch (state) {
            case INIT -> {}
            case RUNNING -> module.running();
            case FINALIZING -> module.finalizing();
            case EXITED -> ended(errnum, "");
        }
    }

    @Override
    public int pending() {
        return process == null ? 0 : process.pending();
    }

    @Override
    public long backlog(RouteStack routes) {
        return pending();
    }

    @Override
    public void onStarted(int pid) {
        environment
                .logs()
                .apply("broker")
                .debug(launch.loader() + " " + module.name() + " pid=" + pid);
    }

    @Override
    public void onMessage(Message message) {
        if (module.state() == ModuleState.EXITED) {
            return;
        }
        if (message instanceof Response response) {
            if (pendingRequests.admits(response)) {
                module.sends(response);
            }
        } else {
            module.sends(message);
        }
    }

    @Override
    public void onExit(int code) {
        if (code != 0) {
            ended(Errno.EINVAL, loader() + " exited with exit code " + code);
        } else {
            ended(
                    Errno.EINVAL,
                    loader() + " exited with exit code 0 but did not report module status");
        }
    }

    @Override
    public void onKilled(String signal) {
        ended(Errno.EINVAL, loader() + " killed by " + signal);
    }

    @Override
    public void onFailure(Errno errno, String text) {
        ended(errno, loader() + " Failed failed: " + text);
    }

    private String loader() {
        return "loader (" + launch.loader() + ")";
    }

    private void ended(Errno errno, String text) {
        if (module.state() == ModuleState.EXITED) {
            return;
        }
        module.exited(errno, text);
        for (Request request : pendingRequests.drain()) {
            environment
                    .router()
                    .fromEndpoint(
                            module, request.respondError(Errno.EHOSTUNREACH, "module disconnect"));
        }
        if (process != null) {
            process.close();
        }
    }

    private void send(Message message) {
        if (process != null && module.state() != ModuleState.EXITED) {
            process.send(message);
        }
    }
}
