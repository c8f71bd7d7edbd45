package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.treeobj.Transaction;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The instance's resources, once they are known (spec services 8.2).
final class Inventory {
    /// Resources and where they are from.
    record Known(ResourceSet resources, Optional<String> method) {}

    static final String CONFIGURATION = "configuration";
    static final String KVS = "kvs";
    static final String PARENT = "job-info";
    static final String DISCOVERY = "dynamic-discovery";
    static final String RELOAD = "reload";

    private final ServiceContext flux;
    private final ResourceKvs kvs;
    private Optional<Known> known = Optional.empty();
    private Optional<Double> expirationOfParent = Optional.empty();

    Inventory(ServiceContext flux, ResourceKvs kvs) {
        this.flux = flux;
        this.kvs = kvs;
    }

    Optional<Known> known() {
        return known;
    }

    Optional<ResourceSet> resources() {
        return known.map(Known::resources);
    }

    /// R, for a message.
    Optional<JsonObject> json() {
        return resources().map(Rv1::json);
    }

    /// How many nodes there are; 0 while that is not known.
    int size() {
        return resources().map(ResourceSet::size).orElse(0);
    }

    void set(ResourceSet resources, Optional<String> method) {
        known =
                Optional.of(
                        new Known(
                                expirationOfParent
                                        .map(end -> resources.withTimes(resources.starttime(), end))
                                        .orElse(resources),
                                method));
    }

    void forget() {
        known = Optional.empty();
    }

    /// Whatever resources are found, this is when their time ends.
    void keepExpiration(double expiration) {
        expirationOfParent = Optional.of(expiration).filter(end -> end > 0);
    }

    /// Changes when their time ends.
    ///
    /// @throws FluxException ENOENT while they are not known
    void expire(double expiration) {
        Known before = known.orElseThrow(() -> new FluxException(Errno.ENOENT));
        known =
                Optional.of(
                        new Known(
                                before.resources()
                                        .withTimes(before.resources().starttime(), expiration),
                                before.method()));
    }

    /// Writes them to the KVS, unless they are from there, where what R may say besides stays as it
    /// is; then tells the log that they are defined.
    Promise<Empty> define(ResourceLog log) {
        String method = known.flatMap(Known::method).orElse("");
        Promise<Empty> written = method.equals(KVS) ? Promise.of(Empty.EMPTY) : store();
        return written.map(
                _ -> {
                    log.post("resource-define", JsonObject.of("method", method))
                            .then(
                                    _ -> {},
                                    error ->
                                            flux.log()
                                                    .err(
                                                            "error posting resource-define"
                                                                    + " event: "
                                                                    + error.getMessage()));
                    return Empty.EMPTY;
                });
    }

    /// Writes them to the KVS.
    Promise<Empty> store() {
        String text = JanssonText.of(json().orElse(JsonObject.EMPTY));
        return kvs.commit(new Transaction().put(ResourceKvs.RESOURCES, text), 0);
    }

    /// Those of the KVS.
    Promise<Optional<ResourceSet>> stored() {
        return kvs.get(ResourceKvs.RESOURCES).map(found -> found.map(Inventory::parse));
    }

    private static ResourceSet parse(byte[] text) {
        try {
            return Rv1.parse(new String(text, StandardCharsets.UTF_8));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, ResourceKvs.RESOURCES + ": " + e.getMessage());
        }
    }

    /// The ranks that a request or the configuration names.
    ///
    /// @param targets ranks, or a hostlist
    /// @throws FluxException EINVAL in Flux's words
    Idset ranks(String targets) {
        try {
            return Idset.parse(targets);
        } catch (FormatException _) {
            ResourceSet all =
                    resources()
                            .orElseThrow(
                                    () ->
                                            new FluxException(
                                                    Errno.EINVAL,
                                                    "R is unavailable for mapping hostnames to"
                                                            + " ranks"));
            try {
                return all.ranksOf(hosts(targets));
            } catch (FormatException e) {
                throw new FluxException(Errno.EINVAL, "invalid targets: " + e.getMessage());
            }
        }
    }

    private static Hostlist hosts(String targets) {
        try {
            return Hostlist.parse(targets);
        } catch (FormatException _) {
            throw new FormatException("Hostlist cannot be decoded");
        }
    }
}
