package fluxj.services.resource;

import fluxj.client.FluxClient;
import fluxj.client.FollowedStream;
import fluxj.config.tables.ResourceConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.service.ServiceContext;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.resource.drain.RankHosts;
import fluxj.wire.Message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/// The instance around this one, when this one is a job: it knows what the job was given, and tells
/// when its time changes (spec services 8.2).
final class ParentInstance {
    private final ServiceContext flux;
    private final DoubleConsumer onExpiration;
    private Optional<FollowedStream<JobInfoProtocol.Updated>> stream = Optional.empty();

    /// @param onExpiration told when the job's time changes
    ParentInstance(ServiceContext flux, DoubleConsumer onExpiration) {
        this.flux = flux;
        this.onExpiration = onExpiration;
    }

    /// What the job was given, by this instance's ranks; empty when this is no job, or its nodes
    /// are not one a broker.
    Promise<Optional<ResourceSet>> resources(ResourceConfig table) {
        Optional<String> uri = flux.attributes().get("parent-uri");
        Optional<String> jobid = flux.attributes().get("jobid");
        if (uri.isEmpty() || jobid.isEmpty()) {
            return Promise.of(Optional.empty());
        }
        long id;
        try {
            id = JobId.parse(jobid.get()).value();
        } catch (FormatException _) {
            throw new FluxException(Errno.EINVAL, "error decoding jobid " + jobid.get());
        }
        Deferred<Optional<ResourceSet>> result = new Deferred<>();
        if (table.get(ResourceConfig.NO_UPDATE_WATCH)) {
            lookUp(uri.get(), id).then(result::complete, result::fail);
        } else {
            watch(uri.get(), id, result);
        }
        return result.map(
                found -> {
                    if (found.isEmpty() && !table.get(ResourceConfig.REDISCOVER)) {
                        stop();
                    }
                    return found;
                });
    }

    private void watch(String uri, long id, Deferred<Optional<ResourceSet>> result) {
        FollowedStream<JobInfoProtocol.Updated> following =
                new FollowedStream<>(
                        flux.reactor(),
                        update -> updated(update, result),
                        error -> ended(error, uri, id, result));
        stream = Optional.of(following);
        following.open(
                uri,
                flux.variables(),
                JobInfoProtocol.UPDATE_WATCH,
                new JobInfoProtocol.OneKey(id, "R", 0));
    }

    private void updated(JobInfoProtocol.Updated update, Deferred<Optional<ResourceSet>> result) {
        ResourceSet given;
        try {
            given =
                    Rv1.parse(
                            update.r()
                                    .orElseThrow(() -> new FormatException("R is not an object")));
        } catch (FormatException e) {
            flux.log().err("fatal error while normalizing R: " + e.getMessage());
            result.fail(new FluxException(Errno.EINVAL));
            return;
        }
        if (result.isDone()) {
            onExpiration.accept(given.expiration());
        } else {
            result.complete(normalized(given));
        }
    }

    private void ended(
            FluxException error, String uri, long id, Deferred<Optional<ResourceSet>> result) {
        stop();
        if (result.isDone()) {
            if (!error.errno().equals(Errno.ENODATA)) {
                flux.log().err("failed to unpack updated R expiration: " + error.getMessage());
            }
            return;
        }
        if (error.errno().equals(Errno.ENOSYS)) {
            lookUp(uri, id).then(result::complete, result::fail);
            return;
        }
        flux.log().err("lookup R from enclosing instance KVS: " + error.getMessage());
        result.fail(error);
    }

    /// For parents that cannot tell of changes.
    private Promise<Optional<ResourceSet>> lookUp(String uri, long id) {
        flux.log()
                .debug(
                        "no support for job-info.update-watch in parent, falling back to"
                                + " job-info.lookup");
        Map<String, String> variables = flux.variables();
        return flux.reactor().blocking(() -> ask(uri, variables, id)).map(this::normalized);
    }

    private static ResourceSet ask(String uri, Map<String, String> variables, long id) {
        try (FluxClient client = FluxClient.open(uri, variables)) {
            JobInfoProtocol.Found found =
                    client.call(
                            JobInfoProtocol.LOOKUP,
                            Message.NODEID_ANY,
                            new JobInfoProtocol.Lookup(id, List.of("R"), 0));
            return Rv1.parse(found.values().text("R").orElse(""));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "R of the job: " + e.getMessage());
        }
    }

    private Optional<ResourceSet> normalized(ResourceSet given) {
        if (given.size() != flux.size()) {
            flux.log()
                    .debug(
                            "cannot map %d ranks of R to %d brokers, falling back to discovery"
                                    .formatted(given.size(), flux.size()));
            return Optional.empty();
        }
        ResourceSet ranked = given;
        Hostlist hosts = RankHosts.of(flux.attributes().get("hostlist")).hosts();
        if (!hosts.isEmpty() && hosts.uniq().size() == hosts.size()) {
            try {
                ranked = given.reranked(hosts);
            } catch (FormatException e) {
                flux.log().debug("Warning: rerank of R failed: " + e.getMessage());
            }
        }
        return Optional.of(ranked.remapped());
    }

    void stop() {
        stream.ifPresent(FollowedStream::close);
        stream = Optional.empty();
    }
}
