package fluxj.cli.events;

import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.Consequences;
import fluxj.coral2.dws.tracker.FluxSide;
import fluxj.coral2.dws.tracker.WaysOut;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Tells what something that is done to jobs would lead to, and does not do it. That follows from
/// where each stands and from the rules alone: neither its rabbits nor Kubernetes is asked.
public final class DryRun {
    private final Console console;
    private final FluxSide flux;
    private final Map<JobId, FluxSide.Job> known = new LinkedHashMap<>();
    private final Map<JobId, FluxException> unknown = new LinkedHashMap<>();

    private DryRun(Console console, FluxClient client) {
        this.console = console;
        flux = new FluxSide(client.rpc(), client.reactor());
    }

    /// Tells it on standard output, a paragraph a job.
    ///
    /// @param act what is done, as one of the ways out
    /// @return false when some job would refuse it, or is not known
    public static boolean tell(
            Console console,
            FluxClient client,
            Collection<JobId> jobs,
            Function<WaysOut, Consequences> act) {
        DryRun run = new DryRun(console, client);
        jobs.forEach(run::look);
        client.reactor().runUntil(() -> run.known.size() + run.unknown.size() == jobs.size());
        boolean done = true;
        for (JobId id : jobs) {
            done &= run.print(id, act);
        }
        return done;
    }

    private void look(JobId id) {
        flux.job(id).then(job -> known.put(id, job), error -> unknown.put(id, error));
    }

    private boolean print(JobId id, Function<WaysOut, Consequences> act) {
        String shown = JobIds.f58(console, id);
        FluxSide.Job job = known.get(id);
        if (job == null) {
            FluxException why = unknown.get(id);
            String said =
                    why == null || why.errno().equals(Errno.ENOENT)
                            ? "unknown job id"
                            : why.getMessage();
            console.out().println(shown + ": " + said);
            return false;
        }
        Consequences consequences = act.apply(job.waysOut());
        console.out().println(shown + " (" + job.history().state().state().name() + "):");
        consequences.sentences().forEach(line -> console.out().println("    " + line));
        return consequences.end() != Consequences.End.REFUSED;
    }
}
