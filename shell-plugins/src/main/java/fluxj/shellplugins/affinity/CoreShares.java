package fluxj.shellplugins.affinity;

import fluxj.format.Idset;

import java.util.ArrayList;
import java.util.List;

/// Lays tasks out over cores as hwloc_distrib(3) does: each core gets as many tasks as its share of
/// all hardware threads is worth, and a core that gets none makes that of the task before larger.
final class CoreShares {
    private CoreShares() {}

    /// The CPUs of each task.
    ///
    /// @param cores the CPUs of each core, none empty
    static List<Idset> distribute(List<Idset> cores, int tasks) {
        int total = cores.stream().mapToInt(Idset::size).sum();
        List<Idset> shares = new ArrayList<>(tasks);
        int weighed = 0;
        for (Idset core : cores) {
            int before = ceiling((long) weighed * tasks, total);
            weighed += core.size();
            int chunk = ceiling((long) weighed * tasks, total) - before;
            if (chunk == 0 && !shares.isEmpty()) {
                shares.add(shares.removeLast().union(core));
            }
            for (int i = 0; i < chunk; i++) {
                shares.add(core);
            }
        }
        return shares;
    }

    private static int ceiling(long part, int whole) {
        return Math.toIntExact((part + whole - 1) / whole);
    }
}
