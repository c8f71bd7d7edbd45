package fluxj.coral2.dws.service;

import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// Nodes of a job that are without their file systems, which it bears or not (spec coral2 4.6).
final class NodeFailures {
    private static final String MOUNTED = "mounted";
    private static final String FAILURE = "dws-node-failure";

    private final DwsContext context;
    private final StorageHealth health;

    NodeFailures(DwsContext context, StorageHealth health) {
        this.context = context;
        this.health = health;
    }

    /// How many nodes a job can do without; after a restart its jobspec says so, and its eventlog
    /// which it does without already.
    Promise<Integer> tolerance(RabbitJob job) {
        if (job.failureTolerance() >= 0) {
            return Promise.of(job.failureTolerance());
        }
        return context.flux()
                .lookup(job.id(), "jobspec")
                .map(NodeFailures::toleranceOf)
                .flatMap(
                        tolerance ->
                                (tolerance > 0 ? recall(job) : Promise.of(Empty.EMPTY))
                                        .map(
                                                _ -> {
                                                    job.created(job.resources(), tolerance);
                                                    return tolerance;
                                                }));
    }

    private static int toleranceOf(JsonObject jobspec) {
        return jobspec.object("attributes")
                .flatMap(attributes -> attributes.object("system"))
                .flatMap(system -> system.whole("dw_failure_tolerance"))
                .filter(count -> count >= 0 && count < 1 << 30)
                .map(Long::intValue)
                .orElse(0);
    }

    private Promise<Empty> recall(RabbitJob job) {
        return context.flux()
                .eventlog(job.id())
                .map(
                        events -> {
                            events.stream()
                                    .filter(event -> event.name().equals("exception"))
                                    .flatMap(event -> event.context().stream())
                                    .filter(
                                            context ->
                                                    context.text("type")
                                                            .filter(FAILURE::equals)
                                                            .isPresent())
                                    .flatMap(context -> context.text("note").stream())
                                    .forEach(note -> recall(job, note));
                            return Empty.EMPTY;
                        });
    }

    private void recall(RabbitJob job, String nodes) {
        try {
            job.bears(Hostlist.parse(nodes));
        } catch (FormatException e) {
            // Users may raise exceptions of any type and note.
            context.host().debug(FAILURE + " of job " + job.id() + ": " + e.getMessage());
        }
    }

    /// The nodes of a job on which its file systems are mounted.
    Promise<Hostlist> mountedOn(RabbitJob job) {
        return tolerance(job)
                .flatMap(_ -> hosts(job))
                .map(hosts -> context.mapping().computesAmong(hosts.minus(job.failures())));
    }

    /// The hosts of a job; after a restart its R says so.
    Promise<Hostlist> hosts(RabbitJob job) {
        return job.hosts()
                .map(Promise::of)
                .orElseGet(
                        () ->
                                context.flux()
                                        .lookup(job.id(), "R")
                                        .map(
                                                resources -> {
                                                    job.setHosts(FluxLink.hostsOf(resources));
                                                    return job.hosts().orElse(Hostlist.EMPTY);
                                                }));
    }

    /// Lets a job go on without these nodes: true when it bears that.
    Promise<Boolean> bear(RabbitJob job, Hostlist nodes) {
        // A job that can do without none does not start because nobody knows which it is without.
        if (!job.bears(nodes) || job.failureTolerance() <= 0) {
            return Promise.of(false);
        }
        context.flux().raise(job.id(), 1, FAILURE, nodes.toString());
        JsonObject patch =
                JsonObject.of("spec", JsonObject.builder().put("forceReady", true).build());
        return context.objects().change(job, patch).map(_ -> true);
    }

    /// Lets a job go on without the nodes that have not mounted, which are marked: true when it
    /// bears that.
    Promise<Boolean> bearUnmounted(RabbitJob job) {
        return context.objects()
                .nodesNot(job, MOUNTED)
                .flatMap(
                        nodes -> {
                            health.markBad(nodes);
                            return bear(job, nodes);
                        });
    }
}
