package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How many bytes each rabbit has for jobs, which makes a mapping of nodes and rabbits a mapping
/// file (spec coral2 4.12).
public final class RabbitCapacities {
    private static final String OWN_WORKFLOWS = "fluxjob-";

    private record Storages(List<Storage> items) {}

    private record Storage(Metadata metadata, StorageStatus status) {}

    private record Metadata(String name) {}

    private record StorageStatus(Optional<Long> capacity, Access access) {}

    private record Access(Optional<List<Compute>> computes) {}

    private record Compute(String name) {}

    private record Servers(List<Server> items) {}

    private record Server(Metadata metadata, Optional<Spec> spec) {}

    private record Spec(Optional<List<AllocationSet>> allocationSets) {}

    private record AllocationSet(
            Optional<Long> allocationSize, Optional<List<Allocation>> storage) {}

    private record Allocation(String name, Optional<Long> allocationCount) {}

    private final RabbitMapping mapping;
    private final Map<String, Long> bytes = new LinkedHashMap<>();

    /// Reads what rabbits say of themselves. One that says nothing has what the largest has that
    /// was seen before it, or, if it is not there at all, what the largest has.
    ///
    /// @param mapping which nodes hang on which rabbit
    /// @param storages a list of Storage objects
    /// @throws FluxException EINVAL when a rabbit says that other nodes hang on it, EPROTO naming
    ///   what is missing or of the wrong type
    public RabbitCapacities(RabbitMapping mapping, JsonObject storages) {
        this.mapping = mapping;
        long most = 0;
        for (Storage storage : decode(Storages.class, storages, "Storage").items()) {
            String rabbit = storage.metadata().name();
            List<Compute> computes = storage.status().access().computes().orElse(List.of());
            computes.forEach(compute -> check(rabbit, compute.name()));
            if (!computes.isEmpty()) {
                long capacity = storage.status().capacity().orElse(0L);
                most = Math.max(most, capacity);
                bytes.put(rabbit, capacity == 0 ? most : capacity);
            }
        }
        for (String rabbit : mapping.rabbits().keySet()) {
            bytes.putIfAbsent(rabbit, most);
        }
    }

    private void check(String rabbit, String compute) {
        String other = mapping.computes().get(compute);
        if (!rabbit.equals(other)) {
            throw new FluxException(
                    Errno.EINVAL,
                    "Mismatch: rabbit "
                            + rabbit
                            + " claims to be connected to "
                            + compute
                            + " but systemconfiguration gives "
                            + (other == null ? "None" : other));
        }
    }

    /// Takes away what others than Flux have allocated.
    ///
    /// @param servers a list of Servers objects
    /// @throws FluxException EPROTO naming what is missing or of the wrong type
    public void withoutOthers(JsonObject servers) {
        for (Server server : decode(Servers.class, servers, "Servers").items()) {
            if (server.metadata().name().startsWith(OWN_WORKFLOWS)) {
                continue;
            }
            server.spec()
                    .flatMap(Spec::allocationSets)
                    .orElse(List.of())
                    .forEach(
                            set ->
                                    set.storage()
                                            .orElse(List.of())
                                            .forEach(each -> take(set, each)));
        }
    }

    private void take(AllocationSet set, Allocation allocation) {
        long size = set.allocationSize().orElse(0L);
        long count = allocation.allocationCount().orElse(1L);
        bytes.computeIfPresent(
                allocation.name(),
                (_, capacity) -> {
                    boolean all = size > 0 && count > capacity / size;
                    return all ? 0 : capacity - size * count;
                });
    }

    private static <T extends Record> T decode(Class<T> type, JsonObject list, String kind) {
        try {
            return RecordCodec.decode(type, list);
        } catch (JsonException e) {
            throw new FluxException(
                    Errno.EPROTO, "malformed list of " + kind + ": " + e.getMessage());
        }
    }

    /// The mapping file.
    ///
    /// @param sorted its names in order, and not as Kubernetes has them
    public JsonObject mappingFile(boolean sorted) {
        JsonObject.Builder computes = JsonObject.builder();
        ordered(mapping.computes(), sorted).forEach(computes::put);
        JsonObject.Builder rabbits = JsonObject.builder();
        ordered(mapping.rabbits(), sorted)
                .forEach(
                        (name, hosts) -> {
                            JsonValue capacity = JsonValue.of(bytes.getOrDefault(name, 0L));
                            JsonValue hostlist = JsonValue.of(hosts.toString());
                            rabbits.put(
                                    name,
                                    sorted
                                            ? JsonObject.of("capacity", capacity)
                                                    .with("hostlist", hostlist)
                                            : JsonObject.of("hostlist", hostlist)
                                                    .with("capacity", capacity));
                        });
        return JsonObject.of("computes", computes.build()).with("rabbits", rabbits.build());
    }

    private static <T> Map<String, T> ordered(Map<String, T> names, boolean sorted) {
        return sorted ? new TreeMap<>(names) : names;
    }
}
