package fluxj.shellplugins.mpir;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

/// The option `stop-tasks-in-exec`: tasks are stopped before their first instruction, for a
/// debugger that attaches then and has them go on (SIGCONT). `shell.start` says that they are (spec
/// services 15.2).
public final class StopInExecPlugin implements ShellPlugin {
    private static final String OPTION = "stop-tasks-in-exec";
    private final ShellContext shell;

    private StopInExecPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "ptrace";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new StopInExecPlugin(shell);
        }
    }

    private boolean isOn() {
        return shell.options()
                .value(OPTION)
                .filter(
                        value ->
                                value.equals(new JsonValue.Bool(true))
                                        || (value instanceof JsonValue.Whole(long number)
                                                && number > 0))
                .isPresent();
    }

    @Override
    public void taskInit(ShellTask task) {
        if (isOn()) {
            task.stopInExec();
        }
    }

    @Override
    public void start() {
        if (isOn()) {
            shell.addEventContext("shell.start", JsonObject.of("sync", new JsonValue.Bool(true)));
        }
    }
}
