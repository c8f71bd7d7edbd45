package fluxj.services.kvs;

import fluxj.config.tables.KvsConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.HeartbeatSync;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.kvs.KvsProtocol.Create;
import fluxj.services.kvs.KvsProtocol.Listed;
import fluxj.services.kvs.KvsProtocol.Name;
import fluxj.services.kvs.KvsProtocol.Namespaces;
import fluxj.services.kvs.KvsProtocol.OpCounts;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.services.kvs.KvsProtocol.Stats;
import fluxj.services.kvs.KvsProtocol.Version;
import fluxj.services.kvs.tree.NewBlob;
import fluxj.treeobj.Dir;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers the requests of the kvs service; the work is in the classes around it.
public final class KvsService implements Service {
    private static final Duration SYNC_MIN = Duration.ofSeconds(1);
    private static final Duration SYNC_MAX = Duration.ofSeconds(30);

    private final ServiceContext flux;
    private final KvsSettings settings;
    private final KvsContext kvs;
    private final int instanceOwner;
    private final NamespaceTable table;
    private final NamespaceEvents events;
    private final RootCheckpoints checkpoints;
    private final Commits commits;
    private final PeriodicCheckpoint periodic;
    private final HeartbeatSync heartbeat;

    /// Not started yet.
    public KvsService(ServiceContext flux) {
        this.flux = flux;
        settings = KvsSettings.of(flux.arguments());
        instanceOwner = owner(flux);
        kvs =
                new KvsContext(
                        flux,
                        hash(flux),
                        settings.merging(),
                        new TreeCache(flux),
                        new WaitingCalls());
        table = new NamespaceTable(kvs);
        events = new NamespaceEvents(kvs, table);
        checkpoints = new RootCheckpoints(kvs);
        commits = new Commits(kvs, table, events, checkpoints);
        periodic = new PeriodicCheckpoint(kvs, table, commits::checkpoint);
        heartbeat = new HeartbeatSync(flux, SYNC_MIN, SYNC_MAX, this::sweep);
    }

    private static HashType hash(ServiceContext flux) {
        try {
            return HashType.of(flux.attributes().get("content.hash").orElse("sha1"));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "content.hash: " + e.getMessage());
        }
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(KvsProtocol.class)
                .on(KvsProtocol.LOOKUP, call -> new LookupRun(kvs, table, call, false).begin())
                .on(KvsProtocol.LOOKUP_PLUS, call -> new LookupRun(kvs, table, call, true).begin())
                .on(KvsProtocol.COMMIT, commits::commit)
                .on(KvsProtocol.RELAYCOMMIT, call -> commits.relayed(call.body()))
                .on(KvsProtocol.GETROOT, this::getroot)
                .on(KvsProtocol.WAIT_VERSION, this::awaitVersion)
                .on(KvsProtocol.NAMESPACE_CREATE, this::create)
                .on(KvsProtocol.NAMESPACE_REMOVE, this::remove)
                .on(KvsProtocol.NAMESPACE_LIST, this::list)
                .on(KvsProtocol.SETROOT_PAUSE, call -> pause(call, true))
                .on(KvsProtocol.SETROOT_UNPAUSE, call -> pause(call, false))
                .on(KvsProtocol.STATS_GET, this::stats)
                .onRaw(
                        "kvs.disconnect",
                        Access.USER,
                        call -> kvs.waiting().disconnect(call.request()))
                .onRaw("kvs.config-reload", Access.OWNER, this::reload)
                .onEvent("kvs.namespace-*-setroot", events::onSetroot)
                .onEvent("kvs.namespace-*-error", events::onError)
                .onEvent("kvs.namespace-*-removed", events::onRemoved)
                .onEvent(HeartbeatSync.PULSE, _ -> heartbeat.pulse())
                .build();
    }

    // --- beginning and end

    @Override
    public Promise<Empty> start() {
        heartbeat.start();
        if (flux.rank() > 0) {
            return Promise.of(Empty.EMPTY);
        }
        NewBlob empty = emptyDirectory();
        return kvs.cache()
                .store(empty)
                .flatMap(_ -> firstRoot())
                .map(
                        start -> {
                            begin(start.orElseGet(() -> new RootCheckpoints.Start(empty.ref(), 0)));
                            return Empty.EMPTY;
                        });
    }

    private NewBlob emptyDirectory() {
        byte[] bytes = Dir.EMPTY.encode();
        return new NewBlob(kvs.hash().hash(bytes), Payload.ofBytes(bytes), Optional.of(Dir.EMPTY));
    }

    private Promise<Optional<RootCheckpoints.Start>> firstRoot() {
        return settings.initialRoot().isPresent()
                ? Promise.of(settings.initialRoot().map(root -> new RootCheckpoints.Start(root, 0)))
                : checkpoints.newest();
    }

    private void begin(RootCheckpoints.Start start) {
        table.add(
                new Namespace(
                        new Namespace.Identity(KvsProtocol.PRIMARY, instanceOwner, 0),
                        start.root(),
                        start.seq(),
                        kvs.waiting()));
        periodic.configure(KvsSettings.config(flux.config()));
        table.started();
    }

    @Override
    public Promise<Empty> stop() {
        heartbeat.stop();
        periodic.stop();
        kvs.waiting().refuseAll(flux.log());
        commits.endAll(new FluxException(Errno.ENOSYS));
        Optional<Namespace> primary = table.live(KvsProtocol.PRIMARY);
        if (flux.rank() > 0 || primary.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        checkpoints
                .put(primary.get().ref(), primary.get().seq())
                .then(
                        done::complete,
                        error -> {
                            if (!error.errno().equals(Errno.ENOSYS)) {
                                flux.log()
                                        .err(
                                                "error saving primary KVS checkpoint: "
                                                        + error.getMessage());
                                done.fail(error);
                            } else {
                                done.complete(Empty.EMPTY);
                            }
                        });
        return done;
    }

    private void sweep() {
        table.sweep();
        kvs.cache().expire();
    }

    private void reload(RawCall call) {
        KvsConfig config = KvsSettings.config(call.request().payload().json());
        if (flux.rank() == 0) {
            periodic.configure(config);
        }
        call.reply(Payload.NONE);
    }

    // --- namespaces

    private void getroot(Call<KvsProtocol.Getroot, RootInfo> call) {
        table.use(
                call,
                call.body().namespace(),
                namespace -> kvs.waiting().reply(call, Payload.of(namespace.info())));
    }

    private void awaitVersion(Call<Version, Root> call) {
        table.use(call, call.body().namespace(), namespace -> namespace.awaitVersion(call));
    }

    private void pause(Call<Name, Empty> call, boolean pause) {
        table.use(
                call,
                call.body().namespace(),
                namespace -> {
                    if (pause) {
                        namespace.pause();
                    } else {
                        namespace.unpause();
                    }
                    kvs.waiting().reply(call, Payload.NONE);
                });
    }

    private void requireRank0(Call<?, ?> call) {
        if (flux.rank() > 0) {
            throw new FluxException(
                    Errno.EPROTO, call.request().topic() + " is only available on rank 0");
        }
    }

    private void create(Call<Create, Empty> call) {
        requireRank0(call);
        Create body = call.body();
        Optional<Namespace> before = table.find(body.namespace());
        if (before.isPresent()) {
            throw new FluxException(
                    Errno.EEXIST,
                    before.get().isRemoved()
                            ? "namespace with identical name in process of being removed. Try"
                                    + " again later"
                            : "");
        }
        int owner =
                (int) body.owner() == KvsProtocol.OWNER_UNKNOWN
                        ? instanceOwner
                        : (int) body.owner();
        Blobref root = NamespaceTable.parse(body.rootref());
        Namespace namespace =
                new Namespace(
                        new Namespace.Identity(body.namespace(), owner, body.flags()),
                        root,
                        0,
                        kvs.waiting());
        table.add(namespace);
        events.created(namespace);
        call.reply(Empty.EMPTY);
    }

    private void remove(Call<Name, Empty> call) {
        requireRank0(call);
        String name = call.body().namespace();
        if (name.equalsIgnoreCase(KvsProtocol.PRIMARY)) {
            throw new FluxException(Errno.EOPNOTSUPP);
        }
        if (table.live(name).isPresent()) {
            events.removed(name);
            commits.end(name, new FluxException(Errno.EOPNOTSUPP));
            table.remove(name);
        }
        call.reply(Empty.EMPTY);
    }

    private void list(Call<Empty, Namespaces> call) {
        List<Listed> listed = new ArrayList<>();
        for (Namespace namespace : table.all()) {
            if (!namespace.isRemoved()) {
                listed.add(new Listed(namespace.name, namespace.owner, namespace.flags));
            }
        }
        call.reply(new Namespaces(listed));
    }

    private static int owner(ServiceContext flux) {
        String userid = flux.attributes().get("security.owner").orElse("");
        try {
            return Integer.parseUnsignedInt(userid);
        } catch (NumberFormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "attribute security.owner is no user id: '" + userid + "'");
        }
    }

    // --- counters

    private void stats(Call<Empty, Stats> call) {
        JsonObject.Builder namespaces = JsonObject.builder();
        for (Namespace namespace : table.all()) {
            namespaces.put(
                    namespace.name,
                    RecordCodec.encode(
                            namespace.stats(
                                    commits.noopStores(namespace),
                                    commits.readyTransactions(namespace))));
        }
        call.reply(
                new Stats(
                        kvs.cache().stats(),
                        namespaces.build(),
                        new OpCounts(commits.opCounts()),
                        kvs.waiting().size()));
    }
}
