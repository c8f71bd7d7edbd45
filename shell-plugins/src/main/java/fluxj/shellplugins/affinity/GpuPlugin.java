package fluxj.shellplugins.affinity;

import fluxj.format.Idset;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tells tasks which GPUs are theirs, as the option `gpu-affinity` says: all those of the job here,
/// a share each, or what is given; one that is not there when the job has none.
final class GpuPlugin implements ShellPlugin {
    private static final String DEVICES = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";
    private static final String MAP = "map:";

    private final ShellContext shell;
    private List<Idset> shares = List.of();

    private GpuPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "gpu-affinity";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new GpuPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        String layout = layout();
        if (layout.equals("off")) {
            shell.log().debug("disabling affinity due to gpu-affinity=off");
            return Promise.of(Empty.EMPTY);
        }
        shell.environment().set(DEVICES, "-1");
        if (shell.environment().get(ORDER).isEmpty()) {
            shell.environment().set(ORDER, "PCI_BUS_ID");
        }
        Idset gpus = shell.job().node().gpus();
        if (layout.equals("per-task")) {
            shares = evenly(gpus, shell.tasks().size());
        } else if (layout.startsWith(MAP)) {
            shares = IdMaps.parse(layout.substring(MAP.length()), shell.tasks().size());
        } else if (!gpus.isEmpty()) {
            shell.environment().set(DEVICES, list(gpus));
        }
        return Promise.of(Empty.EMPTY);
    }

    private String layout() {
        Optional<JsonValue> option = shell.options().value("gpu-affinity");
        if (option.isPresent() && option.get() instanceof JsonValue.Text(String given)) {
            return given;
        }
        if (option.isPresent()) {
            shell.log().warn("Failed to get gpu-affinity shell option, ignoring");
        }
        return "on";
    }

    private static List<Idset> evenly(Idset gpus, int tasks) {
        int[] ids = gpus.stream().toArray();
        int each = tasks == 0 ? 0 : ids.length / tasks;
        List<Idset> shares = new ArrayList<>(tasks);
        for (int task = 0; task < tasks; task++) {
            Idset.Builder own = Idset.builder();
            for (int i = 0; i < each; i++) {
                own.add(ids[task * each + i]);
            }
            shares.add(own.build());
        }
        return shares;
    }

    @Override
    public void taskInit(ShellTask task) {
        if (!shares.isEmpty()) {
            task.setenv(DEVICES, list(shares.get(task.index())));
        }
    }

    /// Numbers with commas; CUDA knows no ranges.
    private static String list(Idset ids) {
        return ids.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
