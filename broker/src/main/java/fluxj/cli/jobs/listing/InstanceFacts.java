package fluxj.cli.jobs.listing;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobState;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.services.resource.ResourceProtocol;
import fluxj.services.resource.ResourceProtocol.SchedStatus;
import fluxj.wire.Message;

import java.util.List;
import java.util.Optional;

/// What an instance that is a job tells of itself, for the fields below `instance`.
public final class InstanceFacts {
    private static final String GPU = "gpu";

    private final JsonObject.Builder facts = JsonObject.builder();

    private InstanceFacts() {}

    /// Asks the instance that a running job is; one that does not answer tells nothing.
    public static void tell(Console console, JobLine job) {
        Optional<String> uri = job.uri();
        if (uri.isEmpty() || !job.state().equals(Optional.of(JobState.RUN))) {
            return;
        }
        try (FluxClient client = console.connect(uri.get())) {
            InstanceFacts instance = new InstanceFacts();
            instance.resources(
                    client.call(ResourceProtocol.SCHED_STATUS, Message.NODEID_ANY, Empty.EMPTY));
            instance.stats(JobTotals.fetch(client, List.of()));
            job.setInstance(instance.facts.build());
        } catch (FluxException | FormatException | CommandFailure e) {
            job.setInstance(JsonObject.EMPTY);
        }
    }

    private void resources(SchedStatus status) {
        ResourceSet all = Rv1.parse(status.all());
        ResourceSet down = Rv1.parse(status.down());
        ResourceSet allocated = Rv1.parse(status.allocated());
        ResourceSet up = all.minus(down);
        counts("all", all);
        counts("down", down);
        counts("allocated", allocated);
        counts("up", up);
        counts("free", up.minus(allocated));
        share("utilization", allocated.count(NodeResources.CORE), all.count(NodeResources.CORE));
        share("gpu_utilization", allocated.count(GPU), all.count(GPU));
    }

    private void counts(String name, ResourceSet set) {
        facts.put("resources." + name + ".ncores", set.count(NodeResources.CORE));
        facts.put("resources." + name + ".ngpus", set.count(GPU));
        facts.put("resources." + name + ".nnodes", set.size());
    }

    private void share(String name, long part, long all) {
        facts.put(name, all == 0 ? JsonValue.of("") : JsonValue.of((double) part / all));
    }

    private void stats(JobTotals totals) {
        facts.put("stats.total", totals.total());
        facts.put("stats.pending", totals.pending());
        facts.put("stats.running", totals.running());
        facts.put("stats.inactive", totals.inactive());
        facts.put("stats.successful", totals.successful());
        facts.put("stats.failed", totals.failed());
        facts.put("stats.active", totals.active());
        facts.put(
                "stats",
                "PD:"
                        + totals.pending()
                        + " R:"
                        + totals.running()
                        + " CD:"
                        + totals.successful()
                        + " F:"
                        + totals.failed());
        share("progress", totals.inactive(), totals.total());
    }
}
