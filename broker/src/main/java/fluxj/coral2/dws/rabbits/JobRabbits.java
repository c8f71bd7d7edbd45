package fluxj.coral2.dws.rabbits;

import fluxj.format.Hostlist;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The rabbits that a job's nodes hang on.
///
/// @param nodes how many of its nodes each has, in the order in which the job's nodes name them
public record JobRabbits(Map<String, Integer> nodes) {
    /// Keeps the order.
    public JobRabbits {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    }

    /// Their names, sorted, each once.
    public Hostlist hostlist() {
        return Hostlist.of(nodes.keySet()).uniq();
    }

    /// How many nodes they have together.
    public int nodeCount() {
        return nodes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
