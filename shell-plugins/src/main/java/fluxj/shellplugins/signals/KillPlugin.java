package fluxj.shellplugins.signals;

import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;

/// Passes the signals on that somebody sends to the job: `flux job kill`, and the kill of a job
/// that is to end.
final class KillPlugin implements ShellPlugin {
    private final ShellContext shell;

    private KillPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "kill";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new KillPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        shell.messages().onEvent("kill", this::kill);
        return Promise.of(Empty.EMPTY);
    }

    private void kill(JsonObject event) {
        try {
            shell.kill(RecordCodec.decode(ShellProtocol.Kill.class, event).signum());
        } catch (JsonException e) {
            shell.log().warn("kill: ignoring malformed event");
        }
    }
}
