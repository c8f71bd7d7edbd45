package fluxj.coral2.dws;

import fluxj.jobtap.JobtapPlugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The table of the job manager plugins for rabbits.
public final class DwsPlugins {
    private DwsPlugins() {}

    /// Those of one instance, by the names that they are loaded by.
    public static Map<String, Supplier<JobtapPlugin>> ofInstance() {
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>();
        all.put(DwsJobtap.FILE_NAME, DwsJobtap::new);
        all.put("dws-jobtap", DwsJobtap::new);
        return all;
    }
}
