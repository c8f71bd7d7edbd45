package fluxj.coral2.dws.service;

import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.FluxionProtocol;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.rabbits.FluxionPaths;
import fluxj.coral2.dws.rabbits.JobRabbits;
import fluxj.coral2.dws.rabbits.RabbitConstraint;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Severity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps jobs away from rabbits that are down, from nodes that have lost theirs and, where the
/// scheduler counts no storage, from rabbits that a job has for itself (spec coral2 4.8.1).
final class StorageHealth {
    private static final String READY = "Ready";
    private static final String LOST = "rabbit lost PCIe connection";

    private record Told(boolean up, Hostlist bad) {}

    private final DwsContext context;
    private final ServiceSettings settings;
    private final FluxionPaths paths;
    private final Optional<Set<String>> drainable;
    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Map<Long, JobRabbits> allocated = new LinkedHashMap<>();

    /// @param drainable the hosts that may be drained, all when absent
    StorageHealth(
            DwsContext context,
            ServiceSettings settings,
            FluxionPaths paths,
            Optional<Set<String>> drainable) {
        this.context = context;
        this.settings = settings;
        this.paths = paths;
        this.drainable = drainable;
    }

    /// True where the scheduler allocates storage.
    boolean storageIsScheduled() {
        return paths.withStorage();
    }

    /// A Storage object, which is a rabbit, is new, has changed, or is gone.
    void onStorage(ObjectEvent event) {
        settings.now().then(config -> onStorage(event.object(), config), _ -> {});
    }

    private void onStorage(JsonObject storage, RabbitConfig config) {
        String name =
                storage.object("metadata").flatMap(metadata -> metadata.text("name")).orElse("");
        Hostlist nodes = context.mapping().rabbits().get(name);
        if (nodes == null) {
            context.host()
                    .log()
                    .accept(
                            Severity.ERR,
                            "Encountered an unknown Storage object '"
                                    + name
                                    + "' in the event stream");
            return;
        }
        JsonObject status = storage.object("status").orElse(JsonObject.EMPTY);
        boolean up = status.text("status").filter(READY::equals).isPresent();
        Hostlist offline = offline(status);
        boolean drains = config.get(RabbitConfig.DRAIN_COMPUTE_NODES);
        if (drains) {
            drain(offline);
        }
        Hostlist bad = Hostlist.EMPTY;
        if (!up && !storageIsScheduled()) {
            bad = nodes;
        } else if (up && !drains && config.get(RabbitConfig.SOFT_DRAIN)) {
            bad = offline;
        }
        Told now = new Told(up, bad);
        if (!now.equals(told.put(name, now))) {
            tell(name, nodes, now);
        }
    }

    /// Tells the scheduler again what it was told: it has forgotten.
    void tellAgain() {
        context.host().debug("Fluxion has a new resource graph");
        told.forEach((rabbit, last) -> tell(rabbit, nodesOf(rabbit), last));
        allocated.values().forEach(this::markAllocated);
    }

    private Hostlist nodesOf(String rabbit) {
        return context.mapping().rabbits().getOrDefault(rabbit, Hostlist.EMPTY);
    }

    private static Hostlist offline(JsonObject status) {
        Hostlist.Builder hosts = Hostlist.builder();
        JsonArray computes =
                status.object("access")
                        .flatMap(access -> access.array("computes"))
                        .orElse(JsonArray.EMPTY);
        for (JsonValue item : computes) {
            if (item instanceof JsonObject node
                    && node.text("status").filter(READY::equals).isEmpty()) {
                node.text("name").ifPresent(hosts::add);
            }
        }
        return hosts.build().uniq();
    }

    private void drain(Hostlist offline) {
        Hostlist hosts =
                offline.filter(host -> drainable.map(all -> all.contains(host)).orElse(true));
        if (!hosts.isEmpty()) {
            context.host().debug("Draining nodes " + hosts);
            context.flux().drain(hosts, LOST);
        }
    }

    private void tell(String rabbit, Hostlist nodes, Told now) {
        JsonArray good = paths.of(nodes.minus(now.bad()));
        if (good.size() > 0) {
            context.flux()
                    .callFluxion(
                            FluxionProtocol.REMOVE_PROPERTY,
                            new FluxionProtocol.RemoveProperty(good, RabbitConstraint.BAD));
        }
        markBad(now.bad());
        FluxionPaths.Chassis chassis = paths.rabbits().get(rabbit);
        if (chassis == null) {
            return;
        }
        for (int ssd = 0; ssd < chassis.ssds(); ssd++) {
            context.flux()
                    .callFluxion(
                            FluxionProtocol.SET_STATUS,
                            new FluxionProtocol.SetStatus(
                                    chassis.ssd(ssd), now.up() ? "up" : "down"));
        }
    }

    /// Keeps jobs with rabbit storage away from nodes.
    void markBad(Hostlist nodes) {
        JsonArray bad = paths.of(nodes);
        if (bad.size() > 0) {
            context.flux()
                    .callFluxion(
                            FluxionProtocol.SET_PROPERTY,
                            new FluxionProtocol.SetProperty(bad, RabbitConstraint.BAD + "=bad"));
        }
    }

    /// Keeps other jobs away from the rabbits that a job has got.
    void allocate(RabbitJob job, JobRabbits rabbits) {
        if (!storageIsScheduled()) {
            allocated.put(job.id(), rabbits);
            markAllocated(rabbits);
        }
    }

    private void markAllocated(JobRabbits rabbits) {
        for (JsonValue path : nodesOf(rabbits)) {
            context.flux()
                    .callFluxion(
                            FluxionProtocol.SET_PROPERTY,
                            new FluxionProtocol.SetProperty(
                                    path, RabbitConstraint.ALLOCATED + "=yes"));
        }
    }

    /// Undoes [#allocate].
    ///
    /// @param hosts of the job
    Promise<Empty> free(RabbitJob job, Promise<Hostlist> hosts) {
        allocated.remove(job.id());
        return hosts.map(
                all -> {
                    JobRabbits rabbits =
                            context.mapping()
                                    .rabbitsOf(
                                            all.filter(context.mapping().computes()::containsKey));
                    for (JsonValue path : nodesOf(rabbits)) {
                        context.flux()
                                .callFluxion(
                                        FluxionProtocol.REMOVE_PROPERTY,
                                        new FluxionProtocol.RemoveProperty(
                                                path, RabbitConstraint.ALLOCATED));
                    }
                    return Empty.EMPTY;
                });
    }

    private JsonArray nodesOf(JobRabbits rabbits) {
        Hostlist.Builder nodes = Hostlist.builder();
        for (String rabbit : rabbits.nodes().keySet()) {
            nodes.addAll(nodesOf(rabbit));
        }
        return paths.of(nodes.build());
    }
}
