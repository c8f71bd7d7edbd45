package fluxj.shellplugins.environment;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import java.util.LinkedHashMap;
import java.util.Map;

/// Renders the option `env-expand`: what is the same for all tasks once, the rest for each task.
final class EnvExpandPlugin implements ShellPlugin {
    private final ShellContext shell;
    private final Map<String, String> perTask = new LinkedHashMap<>();

    private EnvExpandPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "env-expand";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new EnvExpandPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        JsonObject templates = shell.options().object("env-expand").orElse(JsonObject.EMPTY);
        templates
                .members()
                .forEach(
                        (name, value) -> {
                            if (value instanceof JsonValue.Text(String template)) {
                                expand(name, template);
                            } else {
                                shell.log().error("invalid value for env var " + name);
                            }
                        });
        return Promise.of(Empty.EMPTY);
    }

    private void expand(String name, String template) {
        String rendered = shell.templates().render(template);
        if (rendered.contains("{{")) {
            perTask.put(name, template);
        } else {
            shell.environment().set(name, rendered);
        }
    }

    @Override
    public void taskInit(ShellTask task) {
        perTask.forEach(
                (name, template) -> task.setenv(name, shell.templates().render(template, task)));
    }
}
