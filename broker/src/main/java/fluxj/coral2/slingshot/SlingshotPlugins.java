package fluxj.coral2.slingshot;

import fluxj.jobtap.JobtapPlugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The table of the job manager plugins for Slingshot.
public final class SlingshotPlugins {
    private SlingshotPlugins() {}

    /// Those of one instance, by the names that flux-coral2's have.
    public static Map<String, Supplier<JobtapPlugin>> ofInstance() {
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>();
        all.put(VniReservation.FILE_NAME, VniReservation::new);
        return all;
    }
}
