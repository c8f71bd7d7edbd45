package fluxj.services.joblist;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.AccessConfig;
import fluxj.config.tables.JobListConfig;
import fluxj.core.module.ModuleProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcClient;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.joblist.JobListProtocol.Attributes;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.joblist.JobListProtocol.ListSizes;
import fluxj.services.joblist.JobListProtocol.ModuleStats;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists jobs. What the job manager's journal has of the past is read first; requests wait for the
/// end of that.
public final class JobListService implements Service {
    private static final String PURGED = "job-purge-inactive";
    private static final long SENTINEL = -1;

    private final ServiceContext context;
    private final JobIndex index = new JobIndex();
    private final JobAttributes attributes = new JobAttributes();
    private final JobCounts counts;
    private final StatsWatchers watchers;
    private final Privacy privacy = new Privacy();
    private final ListRequests lists;
    private final IdRequests ids;
    private final ListJournal journal;
    private final List<Runnable> parked = new ArrayList<>();
    private final List<JournalEvents> held = new ArrayList<>();
    private RpcClient.@Nullable Stream source;
    private boolean initialized;
    private boolean paused;

    /// Not started yet.
    public JobListService(ServiceContext context) {
        this.context = context;
        lists =
                new ListRequests(
                        context.reactor(),
                        index,
                        attributes,
                        new ListConstraints(context.size()),
                        privacy);
        ids = new IdRequests(context.rpc(), index, attributes, privacy);
        counts = new JobCounts(this::countsChanged);
        watchers = new StatsWatchers(context.reactor(), counts::stats);
        journal =
                new ListJournal(
                        index,
                        counts,
                        new StateChanges(index, counts, ids::moved),
                        context.log(),
                        context.variables());
        configure(context.config());
    }

    private void countsChanged() {
        if (initialized) {
            watchers.changed();
        }
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(JobListProtocol.class)
                .on(JobListProtocol.LIST, call -> whenReady(call, () -> lists.list(call)))
                .on(JobListProtocol.LIST_ID, call -> whenReady(() -> ids.listId(call), call::fail))
                .on(
                        JobListProtocol.LIST_ATTRS,
                        call -> whenReady(() -> listAttrs(call), call::fail))
                .on(JobListProtocol.JOB_STATS, this::jobStats)
                .on(
                        JobListProtocol.JOB_STATE_PAUSE,
                        call -> whenReady(() -> pause(call), call::fail))
                .on(
                        JobListProtocol.JOB_STATE_UNPAUSE,
                        call -> whenReady(() -> unpause(call), call::fail))
                .on(JobListProtocol.STATS_GET, call -> whenReady(() -> stats(call), call::fail))
                .onRaw("job-list.disconnect", Access.USER, call -> ids.disconnect(call.request()))
                .onRaw("job-list.config-reload", Access.OWNER, this::reload)
                .onEvent(PURGED, this::purge)
                .build();
    }

    // --- beginning and end

    private void configure(JsonObject config) {
        try {
            Config all = Config.of(config);
            int comparisons = JobListConfig.of(all).get(JobListConfig.MAX_COMPARISONS);
            privacy.set(AccessConfig.of(all).get(AccessConfig.PRIVATE_MODE));
            lists.setMaxComparisons(comparisons);
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
        config.object("queues").ifPresent(queues -> queues.keys().forEach(counts::know));
    }

    private void reload(RawCall call) {
        configure(call.request().payload().json());
        call.reply(Payload.NONE);
    }

    @Override
    public Promise<Empty> start() {
        context.subscribe(PURGED);
        source =
                context.rpc()
                        .open(
                                JobManagerProtocol.EVENTS_JOURNAL,
                                Message.NODEID_ANY,
                                new JobManagerProtocol.Journal(
                                        Optional.of(true), Optional.empty(), Optional.empty()),
                                this::news,
                                this::journalEnded);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> stop() {
        if (source != null) {
            source.forget();
        }
        return Promise.of(Empty.EMPTY);
    }

    /// Without its journal a list is of no use.
    private void journalEnded(FluxException error) {
        source = null;
        if (error.errno().equals(Errno.ENODATA)) {
            context.log().info("journal: EOF (exiting)");
        } else if (error.errno().equals(Errno.ENOSYS) && !initialized) {
            context.log().info("journal: there is no job manager (exiting)");
        } else {
            context.log().err("journal: " + error.getMessage());
        }
        context.rpc()
                .send(
                        ModuleProtocol.REMOVE,
                        context.rank(),
                        new ModuleProtocol.Remove(context.name(), Optional.empty()));
    }

    private void news(JournalEvents news) {
        if (news.id() == SENTINEL) {
            initialized = true;
            List<Runnable> waiting = List.copyOf(parked);
            parked.clear();
            waiting.forEach(Runnable::run);
        } else if (paused) {
            held.add(news);
        } else {
            journal.apply(news);
        }
    }

    private void purge(Event event) {
        try {
            event.payload().json().array("jobs").ifPresent(journal::purge);
        } catch (FluxException e) {
            context.log().err(PURGED + " message: " + e.getMessage());
        }
    }

    // --- requests

    private interface Refusal {
        void fail(FluxException error);
    }

    private void whenReady(StreamCall<?, ?> call, Runnable work) {
        whenReady(
                () -> {
                    if (call.isOpen()) {
                        work.run();
                    }
                },
                call::fail);
    }

    private void whenReady(Runnable work, Refusal refusal) {
        if (initialized) {
            work.run();
            return;
        }
        parked.add(
                () -> {
                    try {
                        work.run();
                    } catch (FluxException e) {
                        refusal.fail(e);
                    }
                });
    }

    private void listAttrs(Call<Empty, Attributes> call) {
        List<String> names = new ArrayList<>(attributes.names());
        names.add(JobListProtocol.ALL_ATTRIBUTES);
        call.reply(new Attributes(names));
    }

    private void jobStats(StreamCall<Empty, JobStats> call) {
        privacy.requireAll(call.from());
        watchers.add(call);
    }

    private void pause(Call<Empty, Empty> call) {
        paused = true;
        call.reply(Empty.EMPTY);
    }

    private void unpause(Call<Empty, Empty> call) {
        paused = false;
        List<JournalEvents> late = List.copyOf(held);
        held.clear();
        late.forEach(journal::apply);
        call.reply(Empty.EMPTY);
    }

    private void stats(Call<Empty, ModuleStats> call) {
        privacy.requireAll(call.from());
        call.reply(
                new ModuleStats(
                        new ListSizes(
                                index.count(JobState.PENDING),
                                index.count(JobState.RUNNING),
                                index.count(JobState.INACTIVE.bit())),
                        ids.waiting(),
                        watchers.size()));
    }
}
