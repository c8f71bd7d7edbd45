package fluxj.services.resource;

import fluxj.config.tables.ResourceConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.resource.LeaderMethods.Refusal;
import fluxj.services.resource.ResourceProtocol.Reduced;
import fluxj.services.resource.ResourceProtocol.Reload;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.List;
import java.util.Optional;

/// The instance's resources. Every broker knows its own host; rank 0 knows all of them, who is
/// online, drained and excluded, and lends what is left to the scheduler.
public final class ResourceService implements Service {
    private static final String RECOVERY = "broker.recovery-mode";
    private static final int JOURNAL_MAX = 100_000;

    private final ServiceContext flux;
    private final ResourceKvs kvs;
    private final Inventory inventory;
    private final ResourceLog log;
    private final Monitor monitor;
    private final Drains drains;
    private final Acquire acquire;
    private final Status status;
    private final StoredEvents stored;
    private final ParentInstance parent;
    private final Reduction reduction;
    private final HostCheck host;
    private final ResourceSearch search;
    private final InstanceTime time;
    private Idset excluded = Idset.EMPTY;
    private boolean isStarted;

    /// Not started yet.
    public ResourceService(ServiceContext flux) {
        this.flux = flux;
        kvs = new ResourceKvs(flux.rpc());
        inventory = new Inventory(flux, kvs);
        log = new ResourceLog(flux, kvs, inventory::json, JOURNAL_MAX);
        monitor = new Monitor(flux, log);
        drains = new Drains(flux, inventory, log, () -> excluded);
        Availability availability = new Availability(drains::state, monitor, () -> excluded);
        acquire = new Acquire(flux, inventory, availability);
        status = new Status(flux, inventory, availability, acquire);
        stored = new StoredEvents(flux, kvs);
        time = new InstanceTime(flux, inventory, log);
        parent = new ParentInstance(flux, time::ofParent);
        reduction = new Reduction(flux, this::reduced);
        host = new HostCheck(flux, inventory, drains, reduction);
        search = new ResourceSearch(flux, inventory, parent);
        log.addListener(acquire);
        log.addListener(status);
    }

    private boolean leads() {
        return flux.rank() == 0;
    }

    @Override
    public HandlerTable handlers() {
        HandlerTable.Builder table =
                HandlerTable.forProtocol(ResourceProtocol.class)
                        .on(ResourceProtocol.GET, this::get)
                        .on(ResourceProtocol.TOPO_REDUCE, reduction::reduce)
                        .onRaw(ResourceProtocol.TOPO_GET, Access.USER, host::topology)
                        .onRaw("resource.config-reload", Access.OWNER, this::reload)
                        .onCancel(ResourceProtocol.ACQUIRE_CANCEL, ResourceProtocol.ACQUIRE)
                        .onCancel(ResourceProtocol.JOURNAL_CANCEL, ResourceProtocol.JOURNAL);
        new LeaderMethods(table, leads())
                .on(ResourceProtocol.ACQUIRE, acquire::acquire)
                .on(ResourceProtocol.JOURNAL, log::journal)
                .on(ResourceProtocol.ACQUIRE_MUTE, acquire::mute, Refusal.UNKNOWN)
                .on(ResourceProtocol.DRAIN, drains::drain, Refusal.UNKNOWN)
                .on(ResourceProtocol.UNDRAIN, drains::undrain, Refusal.UNKNOWN)
                .on(ResourceProtocol.RELOAD, this::reload, Refusal.ELSEWHERE)
                .on(ResourceProtocol.EXPIRATION_UPDATE, time::update, Refusal.ELSEWHERE)
                .on(ResourceProtocol.STATUS, status::status, Refusal.WRONG_RANK)
                .on(ResourceProtocol.SCHED_STATUS, status::schedStatus, Refusal.WRONG_RANK)
                .on(ResourceProtocol.MONITOR_WAITUP, monitor::waitUp, Refusal.WRONG_RANK)
                .on(ResourceProtocol.MONITOR_FORCE_DOWN, monitor::forceDown, Refusal.WRONG_RANK);
        return table.build();
    }

    @Override
    public Promise<Empty> start() {
        return ResourceSettings.read(flux, flux.config())
                .flatMap(settings -> leads() ? startLeader(settings) : startFollower(settings))
                .map(
                        done -> {
                            isStarted = true;
                            return done;
                        });
    }

    private Promise<Empty> startLeader(ResourceSettings settings) {
        ResourceConfig table = settings.table();
        log.setLimit(table.get(ResourceConfig.JOURNAL_MAX));
        return search.onLeader(settings)
                .flatMap(_ -> stored.upgraded(drains.hosts()))
                .flatMap(events -> restore(events, table))
                .flatMap(_ -> truncate(settings))
                .flatMap(_ -> host.run(settings, isRecovering()))
                .flatMap(_ -> monitor.start(size(), settings, isRecovering()))
                .map(
                        done -> {
                            if (inventory.known().isPresent()) {
                                define();
                            }
                            return done;
                        });
    }

    private int size() {
        return Math.max(flux.size(), inventory.size());
    }

    private boolean isRecovering() {
        return flux.attributes().isPresent(RECOVERY);
    }

    private FluxException failure(String text) {
        flux.log().err(text);
        return new FluxException(Errno.EINVAL, text);
    }

    private Promise<Empty> restore(List<Eventlog.Event> events, ResourceConfig table) {
        log.load(events);
        excluded = table.get(ResourceConfig.EXCLUDE).map(this::exclude).orElse(Idset.EMPTY);
        return stored.drains(events, size(), drains.hosts())
                .map(
                        state -> {
                            drains.setState(state);
                            drains.reconcile();
                            return Empty.EMPTY;
                        });
    }

    private Idset exclude(String targets) {
        Idset ranks;
        try {
            ranks = inventory.ranks(targets);
        } catch (FluxException e) {
            throw failure("error decoding exclude set " + targets + ": " + e.getMessage());
        }
        if (ranks.last().orElse(0) >= flux.size()) {
            throw failure("exclude set " + targets + " is out of range: " + Errno.EINVAL.text());
        }
        return ranks;
    }

    private Promise<Empty> truncate(ResourceSettings settings) {
        Fsd history = settings.table().get(ResourceConfig.HISTORY);
        if (history.isInfinite() || isRecovering() || settings.arguments().notruncate()) {
            return Promise.of(Empty.EMPTY);
        }
        return log.settled().flatMap(_ -> stored.truncate(history));
    }

    private Promise<Empty> startFollower(ResourceSettings settings) {
        return search.onFollower(settings).flatMap(_ -> host.run(settings, isRecovering()));
    }

    private void reduced(Reduced all) {
        if (!leads()) {
            flux.rpc().send(ResourceProtocol.TOPO_REDUCE, Message.NODEID_UPSTREAM, all);
        } else if (inventory.known().isEmpty()) {
            inventory.set(Rv1.parse(all.resource()), Optional.of(Inventory.DISCOVERY));
            if (isStarted) {
                define();
            }
        }
    }

    private void define() {
        inventory
                .define(log)
                .then(
                        _ -> {},
                        error ->
                                flux.log().err("error committing R to KVS: " + error.getMessage()));
    }

    private void get(Call<Empty, ResourceProtocol.Inventory> call) {
        Inventory.Known known =
                inventory.known().orElseThrow(() -> new FluxException(Errno.ENOENT));
        call.reply(
                new ResourceProtocol.Inventory(
                        Rv1.json(known.resources()), known.method().orElse("")));
    }

    private void reload(RawCall call) {
        JsonObject config = call.request().payload().json();
        ResourceSettings.read(flux, config)
                .then(
                        settings -> {
                            log.setLimit(settings.table().get(ResourceConfig.JOURNAL_MAX));
                            call.reply(Payload.NONE);
                        },
                        error -> call.fail(error.errno(), error.text()));
    }

    private void reload(Call<Reload, Empty> call) {
        Reload wanted = call.body();
        call.replyWith(
                flux.reactor()
                        .blocking(
                                () ->
                                        wanted.xml()
                                                ? ReloadedResources.folder(wanted.path())
                                                : ReloadedResources.file(wanted.path()))
                        .flatMap(found -> replace(found, wanted.force())));
    }

    private Promise<Empty> replace(ResourceSet found, boolean force) {
        if (found.ranks().last().orElse(0) >= flux.size()) {
            if (!force) {
                throw new FluxException(
                        Errno.EINVAL,
                        "resource object contains ranks execeeding size=%d (override with -f))"
                                .formatted(flux.size()));
            }
            flux.log().err("WARN: resource object contains ranks exceeding size=" + flux.size());
        }
        if (acquire.isHeld()) {
            throw new FluxException(Errno.EBUSY, "resources are busy (unload scheduler?)");
        }
        inventory.set(found, Optional.of(Inventory.RELOAD));
        return inventory.define(log);
    }

    @Override
    public Promise<Empty> stop() {
        acquire.stop();
        status.stop();
        monitor.stop();
        parent.stop();
        if (!leads() || !isStarted) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        log.settled()
                .flatMap(
                        _ -> {
                            log.end();
                            return isRecovering()
                                    ? Promise.of(Empty.EMPTY)
                                    : stored.checkpoint(drains.state(), drains.hosts());
                        })
                .then(
                        done::complete,
                        error -> {
                            flux.log()
                                    .err("failed to checkpoint drain state: " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }
}
