package fluxj.coral2.dws.tracker.storage;

import fluxj.format.Hostlist;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What Kubernetes knows of a job's file systems.
public sealed interface RabbitStorage {
    /// Kubernetes has answered.
    ///
    /// @param workflow empty when there is none
    /// @param mounts of the job's hosts
    /// @param allocations that rabbits hold
    /// @param movements of data, those that have ended too
    /// @param rabbits those that the job has had allocations on
    record Seen(
            Optional<RabbitWorkflow> workflow,
            List<HostMount> mounts,
            List<RabbitAllocation> allocations,
            List<DataMovement> movements,
            List<RabbitHealth> rabbits)
            implements RabbitStorage {}

    /// Kubernetes was not asked, or has not answered.
    ///
    /// @param why one line
    record Unseen(String why) implements RabbitStorage {}

    /// What a service that sets aside whoever does not let go would set aside (spec coral2 4.8.3).
    ///
    /// @param hosts that mount, or might
    /// @param rabbits with allocations
    record Held(Hostlist hosts, Hostlist rabbits) {
        /// Nothing.
        public static final Held NOTHING = new Held(Hostlist.EMPTY, Hostlist.EMPTY);
    }

    /// What is held now; empty when that is not known.
    default Optional<Held> held() {
        return switch (this) {
            case Seen seen ->
                    Optional.of(
                            new Held(
                                    hosts(
                                            seen.mounts().stream()
                                                    .filter(HostMount::holds)
                                                    .map(HostMount::host)
                                                    .toList()),
                                    rabbits(seen.allocations())));
            case Unseen _ -> Optional.empty();
        };
    }

    /// The rabbits with allocations.
    static Hostlist rabbits(List<RabbitAllocation> allocations) {
        return hosts(allocations.stream().map(RabbitAllocation::rabbit).toList());
    }

    /// Names as one list, each once.
    static Hostlist hosts(List<String> names) {
        return Hostlist.of(new TreeSet<>(names)).sorted();
    }
}
