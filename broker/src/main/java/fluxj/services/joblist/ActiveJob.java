package fluxj.services.joblist;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/// What is kept of a job that is not over.
final class ActiveJob {
    /// The parts of its jobspec that a listing shows, as JSON; `jobspec-update` changes them.
    @Nullable String jobspec;

    /// The states that events have taken it to.
    int reached;

    /// How many tasks it has on each node, or for each core, when that follows from what it gets.
    int tasksPerNode;

    int tasksPerCore;

    /// Dependencies that it has had; none comes back.
    final Set<String> dependencies = new LinkedHashSet<>();
}
