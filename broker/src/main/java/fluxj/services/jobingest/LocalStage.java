package fluxj.services.jobingest;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.jobingest.JobIngestProtocol.StageStats;

import java.util.List;

/// A stage that the broker does itself: steps of which each looks at what the one before made.
final class LocalStage implements Stage {
    /// One step.
    interface Step {
        /// The jobspec of a job, changed or not.
        ///
        /// @throws FluxException when the job is refused at once
        Promise<JsonObject> take(SubmittedJob job);
    }

    private final List<Step> steps;
    private final StageTally tally;
    private int backlog;

    LocalStage(List<Step> steps, StageTally tally) {
        this.steps = List.copyOf(steps);
        this.tally = tally;
    }

    @Override
    public Promise<JsonObject> pass(SubmittedJob job) {
        tally.asked();
        backlog++;
        Promise<JsonObject> done = Promise.of(job.jobspec());
        for (Step step : steps) {
            done = done.flatMap(jobspec -> step.take(job.with(jobspec)));
        }
        done.then(
                _ -> backlog--,
                _ -> {
                    backlog--;
                    tally.refused();
                });
        return done;
    }

    @Override
    public StageStats stats() {
        return new StageStats(0, tally.requests(), tally.errors(), 0, backlog, List.of());
    }

    @Override
    public Promise<Empty> close() {
        return Promise.of(Empty.EMPTY);
    }
}
