package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.Globs;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.cron.CronProtocol.Create;
import fluxj.services.cron.CronProtocol.Delete;
import fluxj.services.cron.CronProtocol.Entries;
import fluxj.services.cron.CronProtocol.EntryId;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.services.cron.CronProtocol.Sync;
import fluxj.services.cron.CronProtocol.Synced;
import fluxj.wire.Credentials;
import fluxj.wire.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the entries, and holds tasks back until the sync event when there is one.
public final class CronService implements Service, CronEntry.Scheduler {
    private static final double DEFAULT_EPSILON = 0.015;

    private final ServiceContext context;
    private final Map<Long, CronEntry> entries = new LinkedHashMap<>();
    private final List<CronEntry> deferred = new ArrayList<>();
    private long lastId;
    private Optional<String> syncEvent = Optional.empty();
    private double syncEpsilon = DEFAULT_EPSILON;
    private double lastSync;

    /// Not started yet.
    public CronService(ServiceContext context) {
        this.context = context;
        for (String argument : context.arguments()) {
            configure(argument);
        }
    }

    private void configure(String argument) {
        if (argument.startsWith("sync=")) {
            syncEvent = Optional.of(argument.substring("sync=".length()));
        } else if (argument.startsWith("sync_epsilon=")) {
            try {
                syncEpsilon = Fsd.parse(argument.substring("sync_epsilon=".length())).seconds();
            } catch (FormatException _) {
                context.log().err("option " + argument + " ignored: " + Errno.EINVAL.text());
            }
        } else {
            throw new FluxException(Errno.EINVAL, "Unknown option `" + argument + "'");
        }
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(CronProtocol.class)
                .on(CronProtocol.CREATE, this::create)
                .on(CronProtocol.DELETE, this::delete)
                .on(CronProtocol.LIST, this::list)
                .on(CronProtocol.STOP, this::stop)
                .on(CronProtocol.START, this::start)
                .on(CronProtocol.SYNC, this::sync)
                .onEvent("*", this::event)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        syncEvent.ifPresent(this::synchronise);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> stop() {
        entries.values().forEach(CronEntry::halt);
        return Promise.of(Empty.EMPTY);
    }

    private void create(Call<Create, EntryView> call) {
        CronEntry entry = new CronEntry(context, this, lastId + 1, call.body());
        lastId++;
        entries.put(entry.id(), entry);
        entry.start();
        call.reply(entry.toEntry());
    }

    private CronEntry find(long id) {
        @Nullable CronEntry entry = entries.get(id);
        if (entry == null) {
            throw new FluxException(Errno.ENOENT);
        }
        return entry;
    }

    private void delete(Call<Delete, EntryView> call) {
        CronEntry entry = find(call.body().id());
        EntryView before = entry.toEntry();
        entry.delete(call.body().kill().orElse(false));
        call.reply(before);
    }

    private void list(Call<Empty, Entries> call) {
        List<EntryView> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.toEntry()));
        call.reply(new Entries(all));
    }

    private void stop(Call<EntryId, EntryView> call) {
        CronEntry entry = find(call.body().id());
        entry.stop();
        call.reply(entry.toEntry());
    }

    private void start(Call<EntryId, EntryView> call) {
        CronEntry entry = find(call.body().id());
        entry.start();
        call.reply(entry.toEntry());
    }

    private void sync(Call<Sync, Synced> call) {
        if (!call.request().payload().isPresent()) {
            throw new FluxException(Errno.EPROTO);
        }
        Sync wanted = call.body();
        if (wanted.topic().isPresent() || wanted.disable().orElse(false)) {
            syncEvent.ifPresent(context::unsubscribe);
            syncEvent = wanted.topic();
            syncEvent.ifPresent(this::synchronise);
        }
        syncEpsilon = wanted.epsilon().orElse(syncEpsilon);
        if (syncEvent.isPresent()) {
            call.reply(new Synced(syncEvent, Optional.of(syncEpsilon), Optional.empty()));
        } else {
            runDeferred();
            call.reply(new Synced(Optional.empty(), Optional.empty(), Optional.of(true)));
        }
    }

    private void synchronise(String topic) {
        context.log().info("synchronizing cron tasks to event " + topic);
        context.subscribe(topic);
    }

    private void event(Event event) {
        if (!event.cred().hasAny(Credentials.OWNER)) {
            return;
        }
        if (syncEvent.map(topic -> Globs.matches(topic, event.topic())).orElse(false)) {
            lastSync = context.wallClock().epochSeconds();
            runDeferred();
        }
        for (CronEntry entry : List.copyOf(entries.values())) {
            entry.event(event);
        }
    }

    private void runDeferred() {
        List<CronEntry> waiting = List.copyOf(deferred);
        deferred.clear();
        waiting.forEach(CronEntry::runTask);
    }

    @Override
    public boolean runOrDefer(CronEntry entry) {
        if (syncEvent.isEmpty() || context.wallClock().epochSeconds() - lastSync < syncEpsilon) {
            entry.runTask();
            return false;
        }
        deferred.add(entry);
        context.log()
                .debug("deferring " + entry.label() + " to next " + syncEvent.get() + " event");
        return true;
    }

    @Override
    public void gone(CronEntry entry) {
        entries.remove(entry.id(), entry);
    }
}
