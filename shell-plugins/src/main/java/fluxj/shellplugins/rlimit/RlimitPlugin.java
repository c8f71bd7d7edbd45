package fluxj.shellplugins.rlimit;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Gives tasks the limits of the option `rlimit`. They cannot be set in the shell, which may be a
/// broker; and between fork and exec nothing of ours runs. So a task whose limits differ from those
/// that it would inherit is started by prlimit(1).
final class RlimitPlugin implements ShellPlugin {
    private static final String PRLIMIT = "prlimit";
    private static final Path OWN_LIMITS = Path.of("/proc/self/limits");

    private final ShellContext shell;
    private List<String> prefix = List.of();

    private RlimitPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "rlimit";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new RlimitPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        JsonObject wanted = shell.options().object("rlimit").orElse(JsonObject.EMPTY);
        if (wanted.keys().isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        return shell.reactor()
                .blocking(() -> Files.readAllLines(OWN_LIMITS))
                .map(
                        lines -> {
                            prefix = prefix(wanted, new OwnLimits(lines));
                            return Empty.EMPTY;
                        });
    }

    private List<String> prefix(JsonObject wanted, OwnLimits own) {
        List<String> words = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        wanted.members()
                .forEach(
                        (name, value) -> {
                            if (value instanceof JsonValue.Whole(long soft)
                                    && OwnLimits.isKnown(name)) {
                                add(words, own, name, soft);
                            } else {
                                invalid.add("invalid shell option rlimit." + name + "=" + value);
                            }
                        });
        if (!invalid.isEmpty()) {
            throw new FluxException(Errno.EINVAL, String.join("; ", invalid));
        }
        if (words.isEmpty()) {
            return List.of();
        }
        words.addFirst(PRLIMIT);
        words.add("--");
        return words;
    }

    private void add(List<String> words, OwnLimits own, String name, long wanted) {
        OwnLimits.Range now = own.of(name);
        long soft = wanted;
        if (now.hard() != OwnLimits.UNLIMITED
                && (wanted == OwnLimits.UNLIMITED || wanted > now.hard())) {
            shell.log().warn(name + " exceeds current max, raising value to hard limit");
            soft = now.hard();
        }
        if (soft != now.soft()) {
            words.add(
                    "--"
                            + OwnLimits.option(name)
                            + "="
                            + (soft == OwnLimits.UNLIMITED ? "unlimited" : soft)
                            + ":");
        }
    }

    @Override
    public void taskExec(ShellTask task) {
        if (!prefix.isEmpty()) {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(task.command());
            task.setCommand(command);
        }
    }
}
