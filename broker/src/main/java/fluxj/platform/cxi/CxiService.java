package fluxj.platform.cxi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A service of a NIC.
///
/// @param isSystem true for those that are not for jobs
/// @param uid the user whom it is for; empty for all
/// @param vnis the virtual networks that it is for; none for all
/// @param trafficClasses a bit each: 1 dedicated access, 2 low latency, 4 bulk data, 8 best effort
/// @param limits one for each [CxiResource]; none when there are no limits
public record CxiService(
        int id,
        boolean isSystem,
        boolean isEnabled,
        OptionalInt uid,
        List<Integer> vnis,
        int trafficClasses,
        List<CxiLimit> limits) {
    /// All traffic classes.
    public static final int ALL_CLASSES = 0xf;

    private static final int LOW_LATENCY_AND_BEST_EFFORT = 0xa;

    /// The service that a job gets (spec coral2 3.3).
    ///
    /// @param cores how many the job has on this node
    public static CxiService ofJob(int uid, List<Integer> vnis, int cores, CxiDevice device) {
        List<CxiLimit> limits = new ArrayList<>();
        CxiResource[] resources = CxiResource.values();
        for (int i = 0; i < resources.length; i++) {
            limits.add(resources[i].limit(cores, device.resources().get(i)));
        }
        return new CxiService(
                0, false, true, OptionalInt.of(uid), vnis, LOW_LATENCY_AND_BEST_EFFORT, limits);
    }

    /// True when it is that of a job of this user with these networks.
    public boolean isOf(int user, List<Integer> networks) {
        return !isSystem && uid.isPresent() && uid.getAsInt() == user && vnis.equals(networks);
    }
}
