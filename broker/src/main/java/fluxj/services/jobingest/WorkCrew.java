package fluxj.services.jobingest;

import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobingest.JobIngestProtocol.StageStats;
import fluxj.subprocess.Command;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A stage that flux-core's programs do: up to four processes, of which the one with the fewest
/// jobs gets the next; another is started when each has many.
final class WorkCrew implements Stage, Worker.Listener {
    private static final int SIZE = 4;
    private static final int MAX_BACKLOG = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServiceContext context;
    private final Command command;
    private final StageTally tally;
    private final String name;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Worker> leaving = new ArrayList<>();
    private final Deferred<Empty> closed = new Deferred<>();
    private @Nullable Timer patience;
    private boolean closing;
    private int started;

    WorkCrew(ServiceContext context, Command command, StageTally tally) {
        this.context = context;
        this.command = command;
        this.tally = tally;
        name = command.cmdline().get(1);
    }

    @Override
    public Promise<JsonObject> pass(SubmittedJob job) {
        tally.asked();
        return select().request(job.toJson()).map(changed -> changed.orElse(job.jobspec()));
    }

    private Worker select() {
        sort();
        @Nullable Worker best = null;
        for (Worker each : workers) {
            if (best == null || each.backlog() < best.backlog()) {
                best = each;
            }
        }
        if (best != null && (best.backlog() < MAX_BACKLOG || workers.size() == SIZE)) {
            return best;
        }
        Worker another = new Worker(context, name + "[" + started % SIZE + "]", command, this);
        started++;
        workers.add(another);
        return another;
    }

    /// Those that were idle for long have closed themselves.
    private void sort() {
        for (Worker each : List.copyOf(workers)) {
            if (each.isClosed()) {
                workers.remove(each);
                leaving.add(each);
            }
        }
    }

    @Override
    public StageStats stats() {
        sort();
        List<Integer> pids = new ArrayList<>();
        int backlog = 0;
        for (Worker each : workers) {
            pids.add(each.pid());
            backlog += each.backlog();
        }
        while (pids.size() < SIZE) {
            pids.add(0);
        }
        return new StageStats(
                workers.size(), tally.requests(), tally.errors(), leaving.size(), backlog, pids);
    }

    @Override
    public Promise<Empty> close() {
        closing = true;
        workers.forEach(Worker::close);
        sort();
        if (leaving.isEmpty()) {
            closed.complete(Empty.EMPTY);
        } else {
            patience = context.reactor().after(PATIENCE, this::giveUp);
        }
        return closed;
    }

    private void giveUp() {
        context.log().err("shutdown timed out with " + leaving.size() + " workers active");
        leaving.forEach(Worker::kill);
        closed.complete(Empty.EMPTY);
    }

    @Override
    public void ended(Worker worker) {
        workers.remove(worker);
        leaving.remove(worker);
        if (closing && workers.isEmpty() && leaving.isEmpty()) {
            if (patience != null) {
                patience.cancel();
            }
            closed.complete(Empty.EMPTY);
        }
    }

    @Override
    public void refused() {
        tally.refused();
    }
}
