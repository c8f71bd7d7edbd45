package fluxj.coral2.dws.service;

import fluxj.coral2.dws.rabbits.FluxionPaths;
import fluxj.coral2.dws.rabbits.RabbitMapping;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the service asks of the instance once, before it begins (spec coral2 4.3.1, 4.8.1).
final class ServiceFacts {
    private final DwsHost host;
    private Hostlist hosts = Hostlist.EMPTY;
    private int owner;
    private FluxionPaths paths = new FluxionPaths(Map.of(), Map.of(), false);
    private Optional<Set<String>> drainable = Optional.empty();

    ServiceFacts(DwsHost host) {
        this.host = host;
    }

    /// Asks.
    ///
    /// @param exclude hosts or ranks that Fluxion does not see, empty for none
    Promise<ServiceFacts> learn(DwsOptions options, RabbitMapping mapping, String exclude) {
        return attribute("hostlist")
                .flatMap(
                        text -> {
                            hosts = hostlist(text);
                            return askOwner();
                        })
                .flatMap(
                        uid -> {
                            owner = uid;
                            return options.fluxion()
                                    ? askGraph()
                                    : Promise.of(FluxionPaths.plain(mapping, hosts, exclude));
                        })
                .flatMap(
                        found -> {
                            paths = found;
                            return askDrainable(options.drainQueues());
                        })
                .map(
                        some -> {
                            drainable = some;
                            return this;
                        });
    }

    /// The hosts by rank.
    Hostlist hosts() {
        return hosts;
    }

    /// The owner's user id.
    int owner() {
        return owner;
    }

    /// Where Fluxion has nodes and rabbits.
    FluxionPaths paths() {
        return paths;
    }

    /// The hosts that may be drained, all when absent.
    Optional<Set<String>> drainable() {
        return drainable;
    }

    private static Hostlist hostlist(String text) {
        try {
            return Hostlist.parse(text);
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, "attribute hostlist: " + e.getMessage());
        }
    }

    private Promise<Integer> askOwner() {
        Deferred<Integer> uid = new Deferred<>();
        attribute("security.owner")
                .then(
                        text ->
                                uid.complete(
                                        text.matches("\\d{1,9}")
                                                ? Integer.parseInt(text)
                                                : host.local().facts().uid()),
                        _ -> uid.complete(host.local().facts().uid()));
        return uid;
    }

    private Promise<String> attribute(String name) {
        return host.rpc()
                .call(AttrProtocol.GET, Message.NODEID_ANY, new AttrProtocol.Name(name))
                .map(AttrProtocol.Value::value);
    }

    private Promise<FluxionPaths> askGraph() {
        return host.rpc()
                .call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, "resource.R", 0))
                .map(found -> FluxionPaths.ofGraph(resources(found.val())))
                .map(
                        paths ->
                                paths.orElseThrow(
                                        () ->
                                                new FluxException(
                                                        Errno.ENOENT,
                                                        "Could not load rabbit resource graph data"
                                                                + " from KVS's resource.R; where"
                                                                + " the scheduler does not allocate"
                                                                + " rabbits use"
                                                                + " --disable-fluxion")));
    }

    private static JsonObject resources(JsonObject value) {
        if (!(Treeobj.of(value) instanceof Treeobj.Val text)) {
            throw new FluxException(Errno.EPROTO, "resource.R is no value");
        }
        try {
            return JsonObject.parse(new String(text.bytes(), StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "resource.R: " + e.getMessage());
        }
    }

    private Promise<Optional<Set<String>>> askDrainable(List<String> queues) {
        if (queues.isEmpty()) {
            return Promise.of(Optional.empty());
        }
        return host.rpc()
                .call(ResourceProtocol.SCHED_STATUS, Message.NODEID_ANY, Empty.EMPTY)
                .map(status -> Optional.of(hostsOf(Rv1.parse(status.all()), queues)));
    }

    private static Set<String> hostsOf(ResourceSet all, List<String> queues) {
        Set<String> hosts = new LinkedHashSet<>();
        Idset ranks = all.ranks();
        for (String queue : queues) {
            ranks = ranks.intersect(all.properties().getOrDefault(queue, Idset.EMPTY));
        }
        ranks.stream().forEach(rank -> all.host(rank).ifPresent(hosts::add));
        if (hosts.isEmpty()) {
            throw new FluxException(
                    Errno.ENOENT,
                    "No resources found associated with queues ['"
                            + String.join("', '", queues)
                            + "']");
        }
        return hosts;
    }
}
