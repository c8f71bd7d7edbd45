package fluxj.shellplugins.pmi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.json.JsonObject;
import fluxj.pmi.PmiKeys;
import fluxj.pmi.PmiServer;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Serves PMI to the tasks of this shell over `PMI_FD`, unless the option `pmi` names others only.
final class PmiPlugin implements ShellPlugin {
    private static final int DEFAULT_FANOUT = 2;
    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

    private final ShellContext shell;
    private Optional<Path> library = Optional.empty();
    private @Nullable TaskPmi tasks;

    private PmiPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "pmi-simple";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new PmiPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        PmiOptions options = PmiOptions.of(shell.options());
        if (!options.enabled()) {
            return Promise.of(Empty.EMPTY);
        }
        options.alias()
                .ifPresent(
                        name -> shell.log().debug(name + " is interpreted as an alias for simple"));
        shell.log().debug("simple wire protocol is enabled");
        PmiExchange exchange = exchange(options);
        Promise<Optional<String>> level = shell.attribute("instance-level");
        Promise<Optional<String>> hint = shell.attribute("tbon.interface-hint");
        Promise<Optional<Path>> path = shell.pmiLibrary();
        return level.flatMap(
                number ->
                        hint.flatMap(
                                name ->
                                        path.map(
                                                found -> {
                                                    library = found;
                                                    serve(keys(options, number, name), exchange);
                                                    return Empty.EMPTY;
                                                })));
    }

    private PmiExchange exchange(PmiOptions options) {
        ShellJob job = shell.job();
        int fanout = fanout(options);
        ShellTree tree = ShellTree.of(fanout, job.rank(), job.size());
        PmiExchange exchange =
                new PmiExchange(
                        tree,
                        known ->
                                shell.messages()
                                        .ask(
                                                tree.parent().orElse(0),
                                                ShellProtocol.PMI_EXCHANGE,
                                                known));
        shell.messages().serve(ShellProtocol.PMI_EXCHANGE, exchange::request);
        return exchange;
    }

    private int fanout(PmiOptions options) {
        int wanted = options.fanout().orElse(0);
        if (wanted <= 0) {
            return DEFAULT_FANOUT;
        }
        int fanout = Math.min(wanted, shell.job().size());
        if (shell.job().isLeader()) {
            String excess = wanted > fanout ? "requested exchange fanout too large, " : "";
            shell.log().warn(excess + "using k=" + fanout);
        }
        return fanout;
    }

    /// What all servers of the job know by themselves.
    private PmiKeys keys(PmiOptions options, Optional<String> level, Optional<String> hint) {
        Taskmap map = shell.job().taskmap();
        Map<String, String> keys = new LinkedHashMap<>();
        if (!options.nomap()) {
            put(keys, "PMI_process_mapping", map.toProcessMapping());
            JsonObject wrapped =
                    JsonObject.builder().put("version", 1).put("map", map.toJson()).build();
            put(keys, "flux.taskmap", wrapped.toString());
        }
        level.ifPresent(text -> keys.put("flux.instance-level", nextLevel(text)));
        hint.ifPresent(text -> keys.put("flux.tbon-interface-hint", text));
        return new PmiKeys(keys);
    }

    /// A map that is too long is left out: programs do without.
    private void put(Map<String, String> keys, String key, String value) {
        if (value.length() < PmiServer.VALUE_MAX) {
            keys.put(key, value);
        } else if (shell.job().isLeader()) {
            shell.log().warn(key + " overflows PMI max value.");
        }
    }

    private static String nextLevel(String level) {
        try {
            return Integer.toString(Math.incrementExact(Integer.parseUnsignedInt(level)));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new FluxException(
                    Errno.EINVAL, "set_flux_instance_level level=" + level + " invalid");
        }
    }

    private void serve(PmiKeys keys, PmiExchange exchange) {
        tasks = new TaskPmi(shell, keys, exchange);
    }

    @Override
    public void taskInit(ShellTask task) {
        if (tasks == null) {
            return;
        }
        tasks.add(task);
        task.setenv("PMI_RANK", Integer.toString(task.rank()));
        task.setenv("PMI_SIZE", Integer.toString(shell.job().taskCount()));
        library.ifPresent(file -> showLibrary(task, file));
    }

    private static void showLibrary(ShellTask task, Path file) {
        String others = task.environment().get(LIBRARY_PATH);
        task.setenv(LIBRARY_PATH, file.getParent() + (others == null ? "" : ":" + others));
        task.setenv("FLUX_PMI_LIBRARY_PATH", file.toString());
    }

    @Override
    public void finish() {
        if (tasks != null) {
            tasks.end();
        }
    }
}
