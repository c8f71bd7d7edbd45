package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.services.groups.GroupsProtocol;
import fluxj.services.resource.ResourceProtocol;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Keeps the SystemStatus object: which nodes Kubernetes may count on (spec coral2 4.8.2). Disabled
/// are those whose broker is offline, and those that did not unmount until they are undrained.
final class SystemStatus {
    /// Why nodes are drained that did not unmount.
    static final String DRAIN_REASON = "failed to unmount rabbit";

    private static final String ONLINE = "broker.online";
    private static final String ENABLED = "Enabled";
    private static final String DISABLED = "Disabled";

    private final DwsHost host;
    private final Patience patience;
    private final Hostlist hosts;
    private final Set<String> drained = new LinkedHashSet<>();
    private final Map<String, String> changes = new TreeMap<>();
    private Idset online = Idset.EMPTY;
    private boolean patching;

    /// @param hosts of the instance, by rank
    SystemStatus(DwsHost host, Patience patience, Hostlist hosts) {
        this.host = host;
        this.patience = patience;
        this.hosts = hosts;
    }

    /// Begins.
    void start() {
        host.rpc()
                .call(ResourceProtocol.STATUS, 0, Empty.EMPTY)
                .then(
                        status -> {
                            addDrained(status.drain());
                            follow();
                        },
                        error -> {
                            host.warn("resource.status: " + error.getMessage());
                            follow();
                        });
    }

    /// Those that were drained before this service started.
    private void addDrained(JsonObject drain) {
        drain.members()
                .forEach(
                        (ranks, info) -> {
                            if (info instanceof JsonObject object
                                    && object.text("reason")
                                            .filter(DRAIN_REASON::equals)
                                            .isPresent()) {
                                drained.addAll(hosts.select(Idset.parse(ranks)).toList());
                            }
                        });
    }

    private void follow() {
        host.rpc()
                .open(
                        GroupsProtocol.GET,
                        0,
                        new GroupsProtocol.Name(ONLINE),
                        members -> onOnline(members.members()),
                        error -> host.warn("groups.get: " + error.getMessage()));
        host.rpc()
                .open(
                        ResourceProtocol.JOURNAL,
                        0,
                        Empty.EMPTY,
                        events -> events.events().forEach(this::onEvent),
                        error -> host.warn("resource.journal: " + error.getMessage()));
    }

    private void onOnline(String members) {
        Idset now;
        try {
            now = Idset.parse(members);
        } catch (FormatException e) {
            host.warn("groups.get: " + e.getMessage());
            return;
        }
        for (String name : hosts.select(now.minus(online))) {
            changes.put(name, ENABLED);
        }
        for (int rank = 0; rank < hosts.size(); rank++) {
            if (!now.contains(rank)) {
                changes.put(hosts.get(rank), DISABLED);
            }
        }
        online = now;
        patch();
    }

    private void onEvent(JsonObject event) {
        if (event.text("name").filter("undrain"::equals).isEmpty() || drained.isEmpty()) {
            return;
        }
        String nodes =
                event.object("context").flatMap(context -> context.text("nodelist")).orElse("");
        boolean any = false;
        try {
            for (String name : Hostlist.parse(nodes)) {
                if (drained.remove(name)) {
                    changes.put(name, ENABLED);
                    any = true;
                }
            }
        } catch (FormatException e) {
            host.warn("resource.journal: " + e.getMessage());
        }
        if (any) {
            patch();
        }
    }

    /// Disables nodes until they are undrained.
    void disable(Hostlist nodes) {
        drained.addAll(nodes.toList());
        patch();
    }

    /// One change at a time; what happens meanwhile goes into the next one.
    private void patch() {
        drained.forEach(name -> changes.put(name, DISABLED));
        if (patching || changes.isEmpty()) {
            return;
        }
        JsonObject.Builder nodes = JsonObject.builder();
        changes.forEach(nodes::put);
        changes.clear();
        patching = true;
        JsonObject patch = JsonObject.of("data", JsonObject.of("nodes", nodes.build()));
        patience.ask(
                        () ->
                                host.kubernetes()
                                        .merge(Kind.SYSTEM_STATUS, ObjectName.of("default"), patch))
                .then(_ -> patched(), this::failed);
    }

    private void failed(FluxException error) {
        if (error.errno().equals(Errno.ENOENT)) {
            host.debug("could not find systemstatus resource");
        } else {
            host.warn("Failed to patch systemstatus resource: " + error.getMessage());
        }
        patched();
    }

    private void patched() {
        patching = false;
        if (!changes.isEmpty()) {
            patch();
        }
    }
}
