package fluxj.coral2.pals;

import fluxj.jobtap.JobtapPlugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The table of the job manager plugins for Cray MPI.
public final class PalsPlugins {
    /// The name of the newest, which is loaded in every instance.
    public static final String NEWEST = PortVersion.NEWEST.fileName();

    private PalsPlugins() {}

    /// Those of one instance, by the names that flux-coral2's have.
    public static Map<String, Supplier<JobtapPlugin>> ofInstance() {
        SharedPorts ports = new SharedPorts();
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>();
        for (PortVersion version : PortVersion.values()) {
            all.put(version.fileName(), () -> new PortDistributor(version, ports));
        }
        return all;
    }
}
