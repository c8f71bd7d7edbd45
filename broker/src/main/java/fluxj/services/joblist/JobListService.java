package fluxj.services.joblist;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.AccessConfig;
import fluxj.config.tables.JobListConfig;
import fluxj.core.module.ModuleProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
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
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.joblist.JobListProtocol.Jobs;
import fluxj.services.joblist.JobListProtocol.ListSizes;
import fluxj.services.joblist.JobListProtocol.Listed;
import fluxj.services.joblist.JobListProtocol.ModuleStats;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.services.joblist.JobListProtocol.Waiting;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    private final IdWaits waits;
    private final ListJournal journal;
    private final ListConstraints constraints;
    private final List<Runnable> parked = new ArrayList<>();
    private final List<JournalEvents> held = new ArrayList<>();
    private RpcClient.@Nullable Stream source;
    private boolean initialized;
    private boolean paused;
    private int lookups;
    private int maxComparisons;
    private boolean isPrivate;

    /// Not started yet.
    public JobListService(ServiceContext context) {
        this.context = context;
        waits = new IdWaits(this::answer);
        counts = new JobCounts(this::countsChanged);
        watchers = new StatsWatchers(context.reactor(), counts::stats);
        journal =
                new ListJournal(
                        index,
                        counts,
                        new StateChanges(index, counts, waits::moved),
                        context.log(),
                        context.variables());
        constraints = new ListConstraints(context.size());
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
                .on(JobListProtocol.LIST, call -> whenReady(call, () -> list(call)))
                .on(JobListProtocol.LIST_ID, call -> whenReady(() -> listId(call), call::fail))
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
                .onRaw("job-list.disconnect", Access.USER, call -> waits.disconnect(call.request()))
                .onRaw("job-list.config-reload", Access.OWNER, this::reload)
                .onEvent(PURGED, this::purge)
                .build();
    }

    // --- beginning and end

    private void configure(JsonObject config) {
        try {
            Config all = Config.of(config);
            int comparisons = JobListConfig.of(all).get(JobListConfig.MAX_COMPARISONS);
            isPrivate = AccessConfig.of(all).get(AccessConfig.PRIVATE_MODE);
            maxComparisons = comparisons;
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

    private boolean mayNotSeeOthers(Credentials who) {
        return isPrivate && !who.hasAny(Credentials.OWNER | Credentials.ADMIN);
    }

    private boolean isVisible(ListedJob job, Credentials who) {
        return !mayNotSeeOthers(who) || who.userid() == job.userid;
    }

    private static FluxException invalid(String reason) {
        return new FluxException(Errno.EPROTO, "invalid payload: " + reason);
    }

    private void list(StreamCall<Query, Jobs> call) {
        Query query = call.body();
        if (query.maxEntries() < 0) {
            throw invalid("max_entries < 0 not allowed");
        }
        double since = query.since().orElse(0.0);
        if (since < 0) {
            throw invalid("since < 0.0 not allowed");
        }
        if (!(query.attrs() instanceof JsonArray attrs)) {
            throw invalid("attrs must be an array");
        }
        JobConstraint constraint = constraint(query, call.from());
        Comparisons comparisons = new Comparisons(maxComparisons);
        List<ListedJob> jobs =
                index.find(
                        constraint.states(),
                        since,
                        query.maxEntries() == 0 ? Integer.MAX_VALUE : query.maxEntries(),
                        job -> constraint.matches(job, comparisons));
        Function<ListedJob, JsonObject> shown = attributes.of(attrs);
        if (call.isStreaming()) {
            new ListRun(context.reactor(), call, jobs, shown).goOn();
        } else {
            call.send(new Jobs(jobs.stream().map(shown).toList(), Optional.empty()));
        }
    }

    private JobConstraint constraint(Query query, Credentials who) {
        JobConstraint wanted;
        try {
            wanted =
                    query.constraint().isPresent()
                            ? constraints.read(query.constraint().get())
                            : LegacyQuery.constraint(query.legacy());
        } catch (FormatException e) {
            throw invalid("constraint object invalid: " + e.getMessage());
        }
        return mayNotSeeOthers(who)
                ? new JobConstraint.All(
                        List.of(wanted, new OfJobConstraint.Users(List.of(who.userid()))))
                : wanted;
    }

    private void listId(Call<ById, Listed> call) {
        ById wanted = call.body();
        if (!(wanted.attrs() instanceof JsonArray)) {
            throw invalid("attrs must be an array");
        }
        if ((wanted.state().orElse(0) & ~(JobState.ACTIVE | JobState.INACTIVE.bit())) != 0) {
            throw invalid("invalid state specified");
        }
        @Nullable ListedJob job = index.get(wanted.id());
        if (job == null) {
            lookUp(call);
        } else if (!isVisible(job, call.from())) {
            throw new FluxException(Errno.ENOENT);
        } else if (IdWaits.isThere(job, wanted)) {
            answer(call, job);
        } else {
            waits.add(call);
        }
    }

    /// A job that has a directory in the KVS will come.
    private void lookUp(Call<ById, Listed> call) {
        lookups++;
        JobId id = new JobId(call.body().id());
        context.rpc()
                .call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, id.kvs(), KvsProtocol.READDIR))
                .then(
                        _ -> {
                            lookups--;
                            found(call);
                        },
                        error -> {
                            lookups--;
                            call.fail(error.errno(), "");
                        });
    }

    private void found(Call<ById, Listed> call) {
        @Nullable ListedJob job = index.get(call.body().id());
        if (job == null || job.state == JobState.NEW) {
            waits.add(call);
        } else {
            answer(call, job);
        }
    }

    private void answer(Call<ById, Listed> call, ListedJob job) {
        if (!isVisible(job, call.from())) {
            call.fail(Errno.ENOENT, "");
            return;
        }
        try {
            JsonArray attrs =
                    call.body().attrs() instanceof JsonArray array ? array : JsonArray.of();
            call.reply(new Listed(attributes.of(attrs).apply(job)));
        } catch (FluxException e) {
            call.fail(e);
        }
    }

    private void listAttrs(Call<Empty, Attributes> call) {
        List<String> names = new ArrayList<>(attributes.names());
        names.add(JobListProtocol.ALL_ATTRIBUTES);
        call.reply(new Attributes(names));
    }

    private void refuseIfPrivate(Credentials who) {
        if (mayNotSeeOthers(who)) {
            throw new FluxException(Errno.EPERM);
        }
    }

    private void jobStats(StreamCall<Empty, JobStats> call) {
        refuseIfPrivate(call.from());
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
        refuseIfPrivate(call.from());
        call.reply(
                new ModuleStats(
                        new ListSizes(
                                index.count(JobState.PENDING),
                                index.count(JobState.RUNNING),
                                index.count(JobState.INACTIVE.bit())),
                        new Waiting(lookups, waits.size()),
                        watchers.size()));
    }
}
