package fluxj.services.resource;

import fluxj.config.tables.ResourceConfig;
import fluxj.config.tables.VerifyModes;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.job.Verification;
import fluxj.json.JsonObject;
import fluxj.platform.topology.LocalHost;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamCall;
import fluxj.rpc.StreamMethod;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Expiration;
import fluxj.services.resource.ResourceProtocol.Reduced;
import fluxj.services.resource.ResourceProtocol.Reload;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
    private Idset excluded = Idset.EMPTY;
    private Optional<LocalHost> host = Optional.empty();
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
        parent = new ParentInstance(flux, this::expirationOfParent);
        reduction = new Reduction(flux, this::reduced);
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
                        .onRaw(ResourceProtocol.TOPO_GET, Access.USER, this::topology)
                        .onRaw("resource.config-reload", Access.OWNER, this::reload)
                        .onCancel(ResourceProtocol.ACQUIRE_CANCEL, ResourceProtocol.ACQUIRE)
                        .onCancel(ResourceProtocol.JOURNAL_CANCEL, ResourceProtocol.JOURNAL);
        stream(table, ResourceProtocol.ACQUIRE, acquire::acquire);
        stream(table, ResourceProtocol.JOURNAL, log::journal);
        String unknown = "Unknown service method '%s'";
        onLeader(table, ResourceProtocol.ACQUIRE_MUTE, acquire::mute, Errno.ENOSYS, unknown);
        onLeader(table, ResourceProtocol.DRAIN, drains::drain, Errno.ENOSYS, unknown);
        onLeader(table, ResourceProtocol.UNDRAIN, drains::undrain, Errno.ENOSYS, unknown);
        String elsewhere = "%s is only available on rank 0";
        onLeader(table, ResourceProtocol.RELOAD, this::reload, Errno.ENOSYS, elsewhere);
        onLeader(
                table,
                ResourceProtocol.EXPIRATION_UPDATE,
                this::updateExpiration,
                Errno.ENOSYS,
                elsewhere);
        String onlyThere = "this RPC only works on rank 0";
        onLeader(table, ResourceProtocol.STATUS, status::status, Errno.EPROTO, onlyThere);
        onLeader(
                table, ResourceProtocol.SCHED_STATUS, status::schedStatus, Errno.EPROTO, onlyThere);
        onLeader(table, ResourceProtocol.MONITOR_WAITUP, monitor::waitUp, Errno.EPROTO, onlyThere);
        onLeader(
                table,
                ResourceProtocol.MONITOR_FORCE_DOWN,
                monitor::forceDown,
                Errno.EPROTO,
                onlyThere);
        return table.build();
    }

    private <Q extends Record, R extends Record> void onLeader(
            HandlerTable.Builder table,
            RpcMethod<Q, R> method,
            Consumer<Call<Q, R>> handler,
            Errno errno,
            String refusal) {
        if (leads()) {
            table.on(method, handler);
        } else {
            table.onRaw(
                    method.topic(),
                    method.access(),
                    call -> call.fail(errno, refusal.formatted(method.topic())));
        }
    }

    private <Q extends Record, R extends Record> void stream(
            HandlerTable.Builder table,
            StreamMethod<Q, R> method,
            Consumer<StreamCall<Q, R>> handler) {
        if (leads()) {
            table.on(method, handler);
        } else {
            table.onRaw(
                    method.topic(),
                    method.access(),
                    call ->
                            call.fail(
                                    Errno.ENOSYS,
                                    "Unknown service method '" + method.topic() + "'"));
        }
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
        return find(settings)
                .flatMap(_ -> stored.upgraded(drains.hosts()))
                .flatMap(events -> restore(events, table))
                .flatMap(_ -> truncate(settings))
                .flatMap(_ -> look(settings))
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

    /// The configured resources, by this instance's ranks.
    private Optional<ResourceSet> configured(ResourceSettings settings) {
        return settings.resources()
                .map(
                        set -> {
                            if (!settings.isBootstrapped()) {
                                return set;
                            }
                            try {
                                return set.reranked(drains.hosts().hosts());
                            } catch (FormatException e) {
                                throw failure("error reranking R: " + e.getMessage());
                            }
                        });
    }

    private FluxException failure(String text) {
        flux.log().err(text);
        return new FluxException(Errno.EINVAL, text);
    }

    private Promise<Empty> find(ResourceSettings settings) {
        Optional<ResourceSet> configured = configured(settings);
        if (configured.isPresent()) {
            inventory.set(configured.get(), Optional.of(Inventory.CONFIGURATION));
            return Promise.of(Empty.EMPTY);
        }
        return inventory
                .stored()
                .flatMap(
                        found -> {
                            if (found.isPresent()) {
                                inventory.set(found.get(), Optional.of(Inventory.KVS));
                                return Promise.of(Empty.EMPTY);
                            }
                            return parent.resources(settings.table())
                                    .map(given -> takeOver(given, settings.table()));
                        });
    }

    private Empty takeOver(Optional<ResourceSet> given, ResourceConfig table) {
        if (given.isPresent() && table.get(ResourceConfig.REDISCOVER)) {
            inventory.keepExpiration(given.get().expiration());
        } else {
            given.ifPresent(set -> inventory.set(set, Optional.of(Inventory.PARENT)));
        }
        return Empty.EMPTY;
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
        Optional<ResourceSet> configured = configured(settings);
        if (configured.isPresent()) {
            inventory.set(configured.get(), Optional.empty());
            return look(settings);
        }
        return askParentBroker().flatMap(_ -> look(settings));
    }

    private Promise<Empty> askParentBroker() {
        Deferred<Empty> result = new Deferred<>();
        flux.rpc()
                .call(ResourceProtocol.GET, Message.NODEID_UPSTREAM, Empty.EMPTY)
                .then(
                        found ->
                                result.completeBy(
                                        () -> {
                                            inventory.set(
                                                    Rv1.parse(found.resources()),
                                                    Optional.of(found.method()));
                                            return Empty.EMPTY;
                                        }),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(Empty.EMPTY);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }

    /// Looks at this host, compares it with the resources and tells the parent of it.
    private Promise<Empty> look(ResourceSettings settings) {
        boolean restricts = !settings.table().get(ResourceConfig.NORESTRICT);
        Map<String, String> variables = flux.variables();
        return flux.reactor()
                .blocking(() -> LocalHost.discover(restricts, variables))
                .flatMap(
                        found -> {
                            host = Optional.of(found);
                            return verify(found, settings);
                        })
                .map(
                        done -> {
                            host.ifPresent(here -> reduction.start(here.asRank(flux.rank())));
                            return done;
                        });
    }

    private Promise<Empty> verify(LocalHost found, ResourceSettings settings) {
        ResourceConfig table = settings.table();
        boolean fromParent =
                inventory
                        .known()
                        .flatMap(Inventory.Known::method)
                        .equals(Optional.of(Inventory.PARENT));
        boolean skips =
                table.get(ResourceConfig.NOVERIFY)
                        || settings.arguments().noverify()
                        || isRecovering()
                        || (fromParent && !table.get(ResourceConfig.VERIFY).isExplicit());
        Optional<String> problem =
                skips
                        ? Optional.empty()
                        : inventory
                                .resources()
                                .flatMap(
                                        all ->
                                                problem(
                                                        all,
                                                        found,
                                                        table.get(ResourceConfig.VERIFY)));
        return problem.map(this::drainSelf).orElseGet(() -> Promise.of(Empty.EMPTY));
    }

    private Optional<String> problem(ResourceSet all, LocalHost found, VerifyModes modes) {
        String problem = Verification.of(all, found.asRank(flux.rank()), modes).problem();
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    private Promise<Empty> drainSelf(String reason) {
        flux.log().err("draining: " + reason);
        return leads()
                ? drains.drainSelf(flux.rank(), reason)
                : flux.rpc()
                        .call(
                                ResourceProtocol.DRAIN,
                                0,
                                new ResourceProtocol.Drain(
                                        Integer.toString(flux.rank()),
                                        Optional.of(reason),
                                        Optional.of("update")));
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

    private void topology(RawCall call) {
        host.ifPresentOrElse(
                here -> call.reply(Payload.ofText(here.xml())),
                () -> call.fail(Errno.EAGAIN, "the hardware is not known yet"));
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

    private void updateExpiration(Call<Expiration, Empty> call) {
        expire(call.body().expiration());
        call.reply(Empty.EMPTY);
    }

    private void expirationOfParent(double expiration) {
        if (inventory.known().isPresent()) {
            expire(expiration);
        }
    }

    private void expire(double expiration) {
        inventory.expire(expiration);
        inventory
                .store()
                .flatMap(
                        _ ->
                                log.post(
                                        "resource-update",
                                        JsonObject.builder().put("expiration", expiration).build()))
                .then(
                        _ -> {},
                        error ->
                                flux.log()
                                        .err(
                                                "failed to commit updated R to kvs: "
                                                        + error.getMessage()));
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
