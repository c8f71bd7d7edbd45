package fluxj.platform.topology;

import fluxj.format.Idset;

import java.util.List;
import java.util.OptionalInt;

/// What a host has, as far as jobs and their shells ask for it.
///
/// @param cores in hwloc's order: by package, then by their first cpu; a core's place is its number
/// @param gpus how many GPUs there are for computing
public record HostTopology(
        String hostname, String machine, List<NumaNode> numaNodes, List<Core> cores, int gpus) {
    /// A memory and the cpus it is near to.
    ///
    /// @param bytes its size
    public record NumaNode(int id, Idset cpus, long bytes) {}

    /// A core and its hardware threads.
    ///
    /// @param id what the kernel calls it within its package
    public record Core(int packageId, int id, Idset cpus) {}

    /// Copies the lists.
    public HostTopology {
        numaNodes = List.copyOf(numaNodes);
        cores = List.copyOf(cores);
    }

    /// The cpus of all cores.
    public Idset cpus() {
        Idset.Builder all = Idset.builder();
        cores.forEach(core -> core.cpus().forEach(all::add));
        return all.build();
    }

    /// What is left for a process that may run on these cpus alone; numbers begin at 0 again.
    public HostTopology restrictedTo(Idset allowed) {
        List<Core> kept =
                cores.stream()
                        .map(
                                core ->
                                        new Core(
                                                core.packageId(),
                                                core.id(),
                                                core.cpus().intersect(allowed)))
                        .filter(core -> !core.cpus().isEmpty())
                        .toList();
        if (kept.isEmpty()) {
            return this;
        }
        Idset left = new HostTopology(hostname, machine, List.of(), kept, gpus).cpus();
        List<NumaNode> near =
                numaNodes.stream()
                        .map(
                                node ->
                                        new NumaNode(
                                                node.id(),
                                                node.cpus().intersect(left),
                                                node.bytes()))
                        .filter(node -> !node.cpus().isEmpty())
                        .toList();
        return new HostTopology(hostname, machine, near.isEmpty() ? numaNodes : near, kept, gpus);
    }

    /// The place of the core that a cpu belongs to.
    public OptionalInt coreOf(int cpu) {
        for (int i = 0; i < cores.size(); i++) {
            if (cores.get(i).cpus().contains(cpu)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
