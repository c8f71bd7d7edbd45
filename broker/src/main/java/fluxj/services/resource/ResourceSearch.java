package fluxj.services.resource;

import fluxj.config.tables.ResourceConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.resource.drain.RankHosts;
import fluxj.wire.Message;

import java.util.Optional;

/// Where the resources are from when the module starts: configuration, the KVS, the instance
/// around, in this order, or the broker above. When none of them has any, hosts are to tell (spec
/// services 8.2).
final class ResourceSearch {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final ParentInstance parent;

    ResourceSearch(ServiceContext flux, Inventory inventory, ParentInstance parent) {
        this.flux = flux;
        this.inventory = inventory;
        this.parent = parent;
    }

    /// Finds them on rank 0.
    Promise<Empty> onLeader(ResourceSettings settings) {
        Optional<ResourceSet> configured = configured(settings);
        if (configured.isPresent()) {
            inventory.set(configured.get(), Optional.of(Inventory.CONFIGURATION));
            return Promise.of(Empty.EMPTY);
        }
        return inventory
                .stored()
                .flatMap(
                        found -> {
                            if (found.isPresent()) {
                                inventory.set(found.get(), Optional.of(Inventory.KVS));
                                return Promise.of(Empty.EMPTY);
                            }
                            return parent.resources(settings.table())
                                    .map(given -> takeOver(given, settings.table()));
                        });
    }

    /// Finds them on another rank.
    Promise<Empty> onFollower(ResourceSettings settings) {
        Optional<ResourceSet> configured = configured(settings);
        if (configured.isPresent()) {
            inventory.set(configured.get(), Optional.empty());
            return Promise.of(Empty.EMPTY);
        }
        return askParentBroker();
    }

    /// The configured resources, by this instance's ranks.
    private Optional<ResourceSet> configured(ResourceSettings settings) {
        return settings.resources().map(set -> settings.isBootstrapped() ? reranked(set) : set);
    }

    private ResourceSet reranked(ResourceSet set) {
        try {
            return set.reranked(RankHosts.of(flux.attributes().get("hostlist")).hosts());
        } catch (FormatException e) {
            String text = "error reranking R: " + e.getMessage();
            flux.log().err(text);
            throw new FluxException(Errno.EINVAL, text);
        }
    }

    private Empty takeOver(Optional<ResourceSet> given, ResourceConfig table) {
        if (given.isPresent() && table.get(ResourceConfig.REDISCOVER)) {
            inventory.keepExpiration(given.get().expiration());
        } else {
            given.ifPresent(set -> inventory.set(set, Optional.of(Inventory.PARENT)));
        }
        return Empty.EMPTY;
    }

    private Promise<Empty> askParentBroker() {
        Deferred<Empty> result = new Deferred<>();
        flux.rpc()
                .call(ResourceProtocol.GET, Message.NODEID_UPSTREAM, Empty.EMPTY)
                .then(
                        found ->
                                result.completeBy(
                                        () -> {
                                            inventory.set(
                                                    Rv1.parse(found.resources()),
                                                    Optional.of(found.method()));
                                            return Empty.EMPTY;
                                        }),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(Empty.EMPTY);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }
}
