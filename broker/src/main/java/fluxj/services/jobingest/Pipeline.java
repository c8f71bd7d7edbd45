package fluxj.services.jobingest;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobingest.JobIngestProtocol.PipelineStats;
import fluxj.services.jobingest.JobIngestProtocol.StageStats;

import java.util.List;
import java.util.Optional;

/// The stages that jobs pass: they are changed when something is configured, then validated.
final class Pipeline {
    private static final String NOTHING = "(null)";

    /// What was asked of both stages so far.
    record Tallies(StageTally frobnicator, StageTally validator) {}

    private final Optional<Stage> frobnicator;
    private final Optional<Stage> validator;
    private final Tallies tallies;

    Pipeline(ServiceContext context, IngestSettings settings, Tallies tallies) {
        this.tallies = tallies;
        StagePlan plan = new StagePlan(context, settings);
        frobnicator =
                settings.needsFrobnicator()
                        ? Optional.of(plan.frobnicator(tallies.frobnicator()))
                        : Optional.empty();
        boolean isDisabled = settings.validator().isDisabled();
        context.log()
                .debug(
                        "configuring validator with plugins="
                                + shown(settings.validator().plugins())
                                + ", args="
                                + shown(settings.validator().args())
                                + (isDisabled ? " (disabled)" : " (enabled)"));
        validator =
                isDisabled ? Optional.empty() : Optional.of(plan.validator(tallies.validator()));
    }

    private static String shown(Optional<List<String>> words) {
        return words.map(all -> String.join(",", all)).orElse(NOTHING);
    }

    /// Lets a job pass.
    ///
    /// @return the job as it is then; or the error that its submission ends with
    Promise<SubmittedJob> pass(SubmittedJob job) {
        Promise<SubmittedJob> changed = pass(frobnicator, job);
        return job.isToBeValidated() ? changed.flatMap(next -> pass(validator, next)) : changed;
    }

    private static Promise<SubmittedJob> pass(Optional<Stage> stage, SubmittedJob job) {
        return stage.map(through -> through.pass(job).map(job::with))
                .orElseGet(() -> Promise.of(job));
    }

    PipelineStats stats() {
        return new PipelineStats(
                stats(frobnicator, tallies.frobnicator()), stats(validator, tallies.validator()));
    }

    private static StageStats stats(Optional<Stage> stage, StageTally tally) {
        return stage.map(Stage::stats)
                .orElseGet(
                        () -> new StageStats(0, tally.requests(), tally.errors(), 0, 0, List.of()));
    }

    Promise<Empty> close() {
        Promise<Empty> first = close(frobnicator);
        Promise<Empty> second = close(validator);
        return first.flatMap(_ -> second);
    }

    private static Promise<Empty> close(Optional<Stage> stage) {
        return stage.map(Stage::close).orElseGet(() -> Promise.of(Empty.EMPTY));
    }
}
