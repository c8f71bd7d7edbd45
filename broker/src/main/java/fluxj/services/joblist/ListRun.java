package fluxj.services.joblist;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Reactor;
import fluxj.rpc.SlowReader;
import fluxj.rpc.StreamCall;
import fluxj.services.joblist.JobListProtocol.Jobs;
import fluxj.services.joblist.JobListProtocol.Query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Sends the jobs that were found one by one, some on each turn and no faster than they are read.
final class ListRun {
    private static final int AT_ONCE = 256;

    private final Reactor reactor;
    private final StreamCall<Query, Jobs> call;
    private final List<ListedJob> jobs;
    private final Function<ListedJob, JsonObject> shown;
    private final SlowReader pace;
    private int next;

    /// @param shown makes an object of a job
    ListRun(
            Reactor reactor,
            StreamCall<Query, Jobs> call,
            List<ListedJob> jobs,
            Function<ListedJob, JsonObject> shown) {
        this.reactor = reactor;
        this.call = call;
        this.jobs = jobs;
        this.shown = shown;
        this.pace = new SlowReader(reactor, call::backlog, this::goOn);
    }

    void goOn() {
        int end = Math.min(jobs.size(), next + AT_ONCE);
        while (next < end && call.isOpen() && !pace.isBehind()) {
            JsonObject job;
            try {
                job = shown.apply(jobs.get(next));
            } catch (FluxException e) {
                call.fail(e);
                return;
            }
            call.send(new Jobs(List.of(job), next == 0 ? Optional.of(1) : Optional.empty()));
            next++;
        }
        if (next == jobs.size()) {
            call.end();
        } else if (next == end) {
            reactor.post(this::goOn);
        }
    }
}
