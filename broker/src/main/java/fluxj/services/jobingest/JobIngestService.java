package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobingest.JobIngestProtocol.Info;
import fluxj.services.jobingest.JobIngestProtocol.Stats;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.services.jobingest.JobIngestProtocol.Submitted;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Takes jobs on every rank: each has a generator of ids of its own, so that they need nobody's
/// leave (spec services 10).
public final class JobIngestService implements Service {
    private final ServiceContext context;
    private final Batches batches;
    private final Pipeline.Tallies tallies =
            new Pipeline.Tallies(new StageTally(), new StageTally());
    private IngestSettings settings;
    private Pipeline pipeline;
    private @Nullable FluidGenerator ids;
    private boolean stopping;

    /// Not started yet.
    ///
    /// @throws FluxException EINVAL with Flux's text for a bad argument or configuration
    public JobIngestService(ServiceContext context) {
        this.context = context;
        batches = new Batches(context);
        settings = read(context.config(), context.arguments());
        pipeline = new Pipeline(context, settings, tallies);
    }

    private IngestSettings read(JsonObject config, List<String> arguments) {
        IngestSettings read = IngestSettings.of(config, arguments);
        read.bufferSize()
                .ifPresent(size -> context.log().debug("worker input buffer set to " + size));
        return read;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(JobIngestProtocol.class)
                .on(JobIngestProtocol.SUBMIT, this::submit)
                .on(JobIngestProtocol.GETINFO, this::getinfo)
                .on(JobIngestProtocol.STATS_GET, call -> call.reply(new Stats(pipeline.stats())))
                .onRaw("job-ingest.config-reload", Access.OWNER, this::reload)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        int rank = context.rank();
        if (rank > settings.maxGenerator()) {
            context.log()
                    .debug(
                            "job-ingest cannot allocate job IDs on ranks > "
                                    + settings.maxGenerator()
                                    + ". Exiting - upstream will handle ingest requests.");
            context.rpc().send(JobIngestProtocol.SHUTDOWN, rank, Empty.EMPTY);
            return Promise.of(Empty.EMPTY);
        }
        return firstTimestamp()
                .map(
                        timestamp -> {
                            ids = new FluidGenerator(rank, timestamp, context.reactor()::nanoTime);
                            context.log().debug("fluid ts=" + timestamp + "ms");
                            return Empty.EMPTY;
                        });
    }

    /// After all ids that there are; of other ranks than 0, the leader's time.
    private Promise<Long> firstTimestamp() {
        if (context.rank() == 0) {
            return context.rpc()
                    .call(JobManagerProtocol.GETINFO, 0, Empty.EMPTY)
                    .map(info -> FluidGenerator.timestampOf(info.maxJobid()) + 1);
        }
        return context.rpc().call(JobIngestProtocol.GETINFO, 0, Empty.EMPTY).map(Info::timestamp);
    }

    @Override
    public Promise<Empty> drain() {
        stopping = true;
        return pipeline.close().flatMap(_ -> batches.drain());
    }

    private void submit(Call<Submit, Submitted> call) {
        if (stopping) {
            throw new FluxException(Errno.ENOSYS);
        }
        SubmittedJob job = SubmittedJob.of(call.body(), call.from());
        if (job.from().userid() == 0 && !settings.allowRoot() && !isOwnedByRoot()) {
            throw new FluxException(Errno.EINVAL, "submission of jobs as user root not supported");
        }
        pipeline.pass(job)
                .then(
                        passed ->
                                batches.add(
                                        new JobId(generator().next()),
                                        passed,
                                        settings.batchCount(),
                                        call),
                        error -> call.fail(error.errno(), error.text()));
    }

    private boolean isOwnedByRoot() {
        return context.attributes().get("security.owner").orElse("0").equals("0");
    }

    private FluidGenerator generator() {
        FluidGenerator found = ids;
        if (found == null) {
            throw new FluxException(Errno.ENOSYS);
        }
        return found;
    }

    private void getinfo(Call<Empty, Info> call) {
        call.reply(new Info(generator().timestamp()));
    }

    private void reload(RawCall call) {
        IngestSettings next;
        try {
            next = read(call.request().payload().json(), List.of());
        } catch (FluxException e) {
            call.fail(e);
            return;
        }
        settings = next;
        Pipeline before = pipeline;
        pipeline = new Pipeline(context, settings, tallies);
        before.close().then(_ -> {}, _ -> {});
        call.reply(Payload.NONE);
    }
}
