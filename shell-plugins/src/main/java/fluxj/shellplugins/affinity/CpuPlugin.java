package fluxj.shellplugins.affinity;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellHardware;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps tasks on the CPUs that the job has here, as the option `cpu-affinity` says: all on all of
/// them, each on its share, or each where it is told to.
final class CpuPlugin implements ShellPlugin {
    private static final String PER_TASK = "per-task";
    private static final String MAP = "map:";
    private static final String DRY_RUN = "dry-run";
    private static final String VERBOSE = "verbose";

    /// What the option says.
    ///
    /// @param layout `on`, `off`, `per-task`, `map:…`; anything else is `on`
    /// @param verbose true tells which CPUs
    /// @param dryRun true does no more than that
    private record Wish(String layout, boolean verbose, boolean dryRun) {
        static Wish of(String text) {
            String rest = text;
            boolean verbose = false;
            boolean dryRun = false;
            while (rest.startsWith(DRY_RUN) || rest.startsWith(VERBOSE)) {
                boolean dry = rest.startsWith(DRY_RUN);
                dryRun |= dry;
                verbose |= !dry;
                rest = rest.substring((dry ? DRY_RUN : VERBOSE).length());
                rest = rest.startsWith(",") ? rest.substring(1) : rest;
            }
            return new Wish(rest, verbose, dryRun);
        }
    }

    private final ShellContext shell;

    private CpuPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "cpu-affinity";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new CpuPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        Optional<JsonValue> option = shell.options().value("cpu-affinity");
        String text = "on";
        if (option.isPresent() && option.get() instanceof JsonValue.Text(String given)) {
            text = given;
        } else if (option.isPresent()) {
            shell.log().warn("cpu-affinity: invalid option: " + text);
        }
        Wish wish = Wish.of(text);
        if (wish.layout().equals("off")) {
            shell.log().debug("disabling affinity due to cpu-affinity=off");
            return Promise.of(Empty.EMPTY);
        }
        return shell.hardware()
                .map(
                        hardware -> {
                            bind(wish, hardware);
                            return Empty.EMPTY;
                        });
    }

    private void bind(Wish wish, ShellHardware hardware) {
        Idset wanted = shell.job().node().cores();
        List<Idset> cores = new ArrayList<>(wanted.size());
        Idset.Builder cpus = Idset.builder();
        for (int core : wanted.stream().toArray()) {
            if (core >= hardware.cores().size() || hardware.cores().get(core).isEmpty()) {
                shell.log()
                        .error(
                                "affinity: failed to get cpuset for cores: "
                                        + wanted
                                        + ": core "
                                        + core
                                        + " not found in node topology");
                shell.log()
                        .warn("unable to get cpuset for cores " + wanted + ". Disabling affinity");
                return;
            }
            cores.add(hardware.cores().get(core));
            hardware.cores().get(core).forEach(cpus::add);
        }
        Idset all = cpus.build();
        if (wish.verbose() || wish.dryRun()) {
            shell.log().notice("cpus: " + all);
        }
        List<Idset> shares = shares(wish.layout(), cores);
        for (ShellTask task : shell.tasks()) {
            Idset own = shares.isEmpty() ? all : shares.get(task.index());
            if (!wish.dryRun() && !own.isEmpty()) {
                task.runOnCpus(own);
            }
            if (!shares.isEmpty() && (wish.verbose() || wish.dryRun())) {
                shell.log().notice("task " + task.rank() + ": cpus: " + own);
            }
        }
    }

    /// The CPUs of each task; none when all have the same.
    ///
    /// @throws FluxException EINVAL when they cannot be read
    private List<Idset> shares(String layout, List<Idset> cores) {
        int tasks = shell.tasks().size();
        if (layout.equals(PER_TASK)) {
            shell.log().trace("distributing " + tasks + " tasks across " + cores.size() + " cores");
            return CoreShares.distribute(cores, tasks);
        }
        return layout.startsWith(MAP)
                ? IdMaps.parse(layout.substring(MAP.length()), tasks)
                : List.of();
    }
}
