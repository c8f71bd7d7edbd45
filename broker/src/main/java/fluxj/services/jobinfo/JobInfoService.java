package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobinfo.JobInfoProtocol.EventLine;
import fluxj.services.jobinfo.JobInfoProtocol.Found;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.services.jobinfo.JobInfoProtocol.OneKey;
import fluxj.services.jobinfo.JobInfoProtocol.Stats;
import fluxj.services.jobinfo.JobInfoProtocol.Updated;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;
import fluxj.wire.RouteStack;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells those who may see a job what it has left in the KVS, and what is added.
public final class JobInfoService implements Service {
    private static final int LOOKUP_FLAGS = JobInfoProtocol.JSON_DECODE | JobInfoProtocol.CURRENT;
    private static final int WATCH_FLAGS =
            JobInfoProtocol.WAITCREATE | JobInfoProtocol.INITIAL_SENTINEL;

    private record CallReader(StreamCall<WatchEvents, EventLine> call) implements LogReader {
        @Override
        public void line(String line) {
            call.send(new EventLine(Optional.of(line)));
        }

        @Override
        public void sentinel() {
            call.send(Payload.NONE);
        }

        @Override
        public void end(FluxException why) {
            call.fail(why);
        }
    }

    private record UpdateKey(long id, String key) {}

    private final JobInfoContext context;
    private final Map<UpdateKey, UpdateWatch> updates = new LinkedHashMap<>();
    private int lookups;
    private int guestWatches;

    /// Not started yet.
    public JobInfoService(ServiceContext context) {
        this.context =
                new JobInfoContext(
                        context,
                        new JobKvs(context.rpc(), context.uuid()),
                        new JobAccess(),
                        new LinkedHashSet<>());
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(JobInfoProtocol.class)
                .on(JobInfoProtocol.LOOKUP, this::lookup)
                .on(JobInfoProtocol.UPDATE_LOOKUP, this::updateLookup)
                .on(JobInfoProtocol.UPDATE_WATCH, this::updateWatch)
                .onCancel(JobInfoProtocol.UPDATE_WATCH_CANCEL, JobInfoProtocol.UPDATE_WATCH)
                .on(JobInfoProtocol.EVENTLOG_WATCH, this::eventlogWatch)
                .onCancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL, JobInfoProtocol.EVENTLOG_WATCH)
                .on(JobInfoProtocol.STATS_GET, this::stats)
                .build();
    }

    @Override
    public long backlog(RouteStack routes) {
        return context.kvs().backlog(routes);
    }

    private static void checkFlags(int flags, int valid, String method) {
        if ((flags & ~valid) != 0) {
            throw new FluxException(Errno.EPROTO, method + " request rejected with invalid flag");
        }
    }

    private static void checkStreaming(StreamCall<?, ?> call, String method) {
        if (!call.isStreaming()) {
            throw new FluxException(
                    Errno.EPROTO, method + " request rejected without streaming RPC flag");
        }
    }

    private void lookup(Call<Lookup, Found> call) {
        checkFlags(call.body().flags(), LOOKUP_FLAGS, "lookup");
        answer(call, call.body());
    }

    private void updateLookup(Call<OneKey, Found> call) {
        OneKey wanted = call.body();
        checkFlags(wanted.flags(), 0, "update-lookup");
        if (!wanted.key().equals("R")) {
            throw new FluxException(Errno.EINVAL, "update-lookup unsupported key specified");
        }
        answer(call, new Lookup(wanted.id(), List.of(wanted.key()), LOOKUP_FLAGS));
    }

    private void answer(Call<?, Found> call, Lookup wanted) {
        Optional<Found> kept = kept(wanted, call.from());
        if (kept.isPresent()) {
            call.reply(kept.get());
            return;
        }
        lookups++;
        Promise<Found> found = JobLookup.start(context, wanted, call.from());
        found.then(_ -> lookups--, _ -> lookups--);
        call.replyWith(found);
    }

    /// A value that somebody watches is known as it is now.
    private Optional<Found> kept(Lookup wanted, Credentials from) {
        if (wanted.keys().size() != 1
                || (wanted.flags() & JobInfoProtocol.CURRENT) == 0
                || !context.access().known(from, wanted.id()).orElse(false)) {
            return Optional.empty();
        }
        String key = wanted.keys().getFirst();
        return Optional.ofNullable(updates.get(new UpdateKey(wanted.id(), key)))
                .flatMap(UpdateWatch::value)
                .map(
                        value ->
                                (wanted.flags() & JobInfoProtocol.JSON_DECODE) != 0
                                        ? value
                                        : JsonValue.of(JanssonText.spaced(value)))
                .map(value -> new Found(wanted.id(), JsonObject.of(key, value)));
    }

    private void updateWatch(StreamCall<OneKey, Updated> call) {
        OneKey wanted = call.body();
        checkFlags(wanted.flags(), 0, "update-watch");
        checkStreaming(call, "update-watch");
        if (!JobLookup.isUpdated(wanted.key())) {
            throw new FluxException(Errno.EINVAL, "update-watch unsupported key specified");
        }
        UpdateKey key = new UpdateKey(wanted.id(), wanted.key());
        UpdateWatch running = updates.get(key);
        if (running != null) {
            running.add(call);
            return;
        }
        UpdateWatch watch = new UpdateWatch(context, wanted, () -> updates.remove(key));
        updates.put(key, watch);
        watch.add(call);
        watch.start();
    }

    private void eventlogWatch(StreamCall<WatchEvents, EventLine> call) {
        WatchEvents wanted = call.body();
        checkFlags(wanted.flags(), WATCH_FLAGS, "eventlog-watch");
        checkStreaming(call, "eventlog-watch");
        EventWatch.Asker asker = new EventWatch.Asker(call.from(), call::backlog);
        CallReader reader = new CallReader(call);
        if (wanted.path().startsWith(GuestWatch.PREFIX) && !wanted.guestInMain().orElse(false)) {
            GuestWatch watch = new GuestWatch(context, asker, wanted, reader);
            guestWatches++;
            call.onClosed(
                    () -> {
                        guestWatches--;
                        watch.cancel();
                    });
            watch.start();
        } else {
            EventWatch watch = new EventWatch(context, asker, wanted, reader);
            call.onClosed(watch::cancel);
            watch.start();
        }
    }

    private void stats(Call<Empty, Stats> call) {
        int updateWatches = updates.values().stream().mapToInt(UpdateWatch::readers).sum();
        call.reply(new Stats(lookups, context.readers().size(), guestWatches, 0, updateWatches));
    }
}
