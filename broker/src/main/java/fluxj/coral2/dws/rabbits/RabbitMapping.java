package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which compute nodes hang on which rabbit.
///
/// @param rabbits the compute nodes of each rabbit, in the order in which they are named
/// @param computes the rabbit of each compute node
public record RabbitMapping(Map<String, Hostlist> rabbits, Map<String, String> computes) {
    private record Configuration(Spec spec) {}

    private record Spec(List<StorageNode> storageNodes) {}

    private record StorageNode(String name, Optional<List<Compute>> computesAccess) {}

    private record Compute(String name) {}

    /// Keeps the order.
    public RabbitMapping {
        rabbits = Collections.unmodifiableMap(new LinkedHashMap<>(rabbits));
        computes = Collections.unmodifiableMap(new LinkedHashMap<>(computes));
    }

    /// Reads a SystemConfiguration (spec coral2 8.3).
    ///
    /// @throws FluxException EPROTO naming what is missing or of the wrong type, EINVAL when two
    ///   rabbits claim a node
    public static RabbitMapping of(JsonObject systemConfiguration) {
        Map<String, Hostlist> rabbits = new LinkedHashMap<>();
        Map<String, String> computes = new LinkedHashMap<>();
        for (StorageNode rabbit : decode(systemConfiguration).spec().storageNodes()) {
            List<String> hosts =
                    rabbit.computesAccess().orElse(List.of()).stream().map(Compute::name).toList();
            for (String host : hosts) {
                String other = computes.put(host, rabbit.name());
                if (other != null) {
                    throw new FluxException(
                            Errno.EINVAL,
                            "Same hostname ("
                                    + host
                                    + ") cannot be associated with both "
                                    + rabbit.name()
                                    + " and "
                                    + other);
                }
            }
            rabbits.put(rabbit.name(), Hostlist.of(hosts).uniq());
        }
        return new RabbitMapping(rabbits, computes);
    }

    private static Configuration decode(JsonObject object) {
        try {
            return RecordCodec.decode(Configuration.class, object);
        } catch (JsonException e) {
            throw new FluxException(
                    Errno.EPROTO, "malformed SystemConfiguration: " + e.getMessage());
        }
    }

    /// Whether a host is a rabbit, not a compute node.
    boolean isRabbit(String host) {
        return rabbits.containsKey(host);
    }

    /// The rabbit that a compute node hangs on.
    ///
    /// @throws FluxException ENOENT when it hangs on none
    public String rabbitOf(String host) {
        String rabbit = computes.get(host);
        if (rabbit == null) {
            throw new FluxException(Errno.ENOENT, "Could not find compute " + host);
        }
        return rabbit;
    }

    /// The compute nodes among a job's hosts, sorted, each once.
    public Hostlist computesAmong(Hostlist hosts) {
        return hosts.uniq().filter(host -> !isRabbit(host));
    }

    /// The rabbits that a job's compute nodes hang on.
    ///
    /// @param hosts of its R; rabbits among them do not count
    /// @throws FluxException ENOENT when one hangs on none
    public JobRabbits rabbitsOf(Hostlist hosts) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        for (String host : computesAmong(hosts)) {
            nodes.merge(rabbitOf(host), 1, Integer::sum);
        }
        return new JobRabbits(nodes);
    }
}
