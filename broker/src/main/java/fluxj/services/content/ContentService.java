package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.platform.SparseFiles;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.HeartbeatSync;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.content.ContentProtocol.Backing;
import fluxj.services.content.ContentProtocol.Stats;
import fluxj.services.content.ContentProtocol.Tag;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Puts the parts of the module together and binds them to its methods. See README.md.
public final class ContentService implements Service {
    private static final String HASH = "content.hash";
    private static final String BACKING_MODULE = "content.backing-module";
    private static final Duration PURGE = Duration.ofSeconds(10);

    private final ServiceContext context;
    private final ContentSettings settings;
    private final HashType type;
    private final Cache cache = new Cache();
    private final Arrivals arrivals;
    private final MappedFiles files;
    private final Writer writer;

    /// The same as [#writer] at rank 0; null elsewhere.
    private final @Nullable WriteBack leader;

    private final Loads loads;
    private final Stores stores;
    private final CheckpointRelay checkpoints;
    private final HeartbeatSync purge;

    /// Not started yet; sees no holes in files.
    public ContentService(ServiceContext context) {
        this(context, SparseFiles.WITHOUT_HOLES);
    }

    /// Not started yet.
    ///
    /// @param sparseFiles finds the holes of files that are mapped
    public ContentService(ServiceContext context, SparseFiles sparseFiles) {
        this.context = context;
        settings = ContentSettings.of(context.arguments());
        type = hashType(context);
        Reactor reactor = context.reactor();
        boolean isLeader = context.rank() == 0;
        Upstream upstream = new Upstream(context.rpc(), isLeader);
        arrivals = new Arrivals(reactor, type);
        files =
                new MappedFiles(
                        isLeader,
                        reactor,
                        new MappedFile.Reader(type, settings.blobSizeLimit(), sparseFiles));
        if (isLeader) {
            leader =
                    new WriteBack(
                            new WriteBack.Parts(cache, upstream, reactor, context.log(), settings));
            writer = leader;
        } else {
            leader = null;
            writer = new WriteThrough(cache, upstream, reactor);
        }
        loads = new Loads(cache, upstream, reactor, files, this::hasUpstream);
        stores = new Stores(cache, arrivals, writer, reactor, settings);
        checkpoints = new CheckpointRelay(upstream, this::hasUpstream, arrivals::after, writer);
        purge = new HeartbeatSync(context, Duration.ZERO, PURGE, this::purge);
    }

    private static HashType hashType(ServiceContext context) {
        String word = context.attributes().get(HASH).orElse("");
        if (word.isEmpty()) {
            word = HashType.SHA1.word();
            context.attributes().set(HASH, word);
        }
        try {
            return HashType.of(word);
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, HASH + ": " + e.getMessage());
        }
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(ContentProtocol.class)
                .onRaw(ContentProtocol.LOAD, Access.OWNER, this::load)
                .onRaw(ContentProtocol.STORE, Access.OWNER, stores::store)
                .on(ContentProtocol.FLUSH, this::flush)
                .on(ContentProtocol.DROPCACHE, this::dropCache)
                .on(ContentProtocol.STATS_GET, this::stats)
                .on(ContentProtocol.REGISTER_BACKING, this::register)
                .on(ContentProtocol.UNREGISTER_BACKING, this::unregister)
                .on(ContentProtocol.CHECKPOINT_GET, checkpoints::get)
                .on(ContentProtocol.CHECKPOINT_PUT, checkpoints::put)
                .on(ContentProtocol.MMAP_ADD, call -> call.replyWith(files.add(call.body())))
                .on(ContentProtocol.MMAP_REMOVE, this::unmap)
                .onEvent(HeartbeatSync.PULSE, _ -> purge.pulse())
                .build();
    }

    @Override
    public Promise<Empty> start() {
        purge.start();
        return Promise.of(Empty.EMPTY);
    }

    /// Lets what is dirty go to the backing store first, while there is one that takes it.
    @Override
    public Promise<Empty> drain() {
        return cache.dirty() > 0 && hasUpstream() ? flush() : Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> stop() {
        purge.stop();
        if (leader != null && leader.hasBacking()) {
            leader.close();
        }
        return Promise.of(Empty.EMPTY);
    }

    private boolean hasUpstream() {
        return leader == null || leader.hasBacking();
    }

    private void load(RawCall call) {
        byte[] digest = call.request().payload().bytes();
        if (digest.length != type.length()) {
            throw new FluxException(Errno.EPROTO);
        }
        Blobref ref = Blobref.of(type, digest);
        if (!loads.answered(call, ref)) {
            arrivals.after(() -> loads.load(call, ref));
        }
    }

    private Promise<Empty> flush() {
        Deferred<Empty> done = new Deferred<>();
        arrivals.after(() -> writer.flush().then(done::complete, done::fail));
        return done;
    }

    private void flush(Call<Empty, Empty> call) {
        flush().then(
                        call::reply,
                        error -> {
                            if (!call.isAnswered()) {
                                call.fail(error);
                            }
                        });
    }

    private void purge() {
        cache.purge(
                settings.purgeTargetSize(),
                context.reactor().nanoTime() - settings.purgeOldEntry().toNanos());
    }

    private void dropCache(Call<Empty, Empty> call) {
        int before = cache.count();
        context.log().debug("content dropcache " + cache.dropClean() + "/" + before);
        call.reply(Empty.EMPTY);
    }

    private void stats(Call<Empty, Stats> call) {
        call.reply(
                new Stats(
                        cache.count(),
                        cache.valid(),
                        cache.dirty(),
                        cache.bytes(),
                        writer.inFlight(),
                        files.stats()));
    }

    private void register(Call<Backing, Empty> call) {
        String name = call.body().name();
        if (leader == null) {
            throw new FluxException(
                    Errno.EINVAL, "content backing store can only be registered on rank 0");
        }
        if (leader.hasBacking()) {
            throw new FluxException(Errno.EBUSY, "content backing store is already active");
        }
        String known = context.attributes().get(BACKING_MODULE).orElse("");
        if (known.isEmpty()) {
            context.attributes().set(BACKING_MODULE, name);
        } else if (!known.equals(name)) {
            throw new FluxException(
                    Errno.EINVAL, "content backing store cannot be changed on the fly");
        }
        context.log().debug("content backing store: enabled " + name);
        call.reply(Empty.EMPTY);
        leader.open(call.body().failures());
    }

    private void unregister(Call<Empty, Empty> call) {
        if (leader == null || !leader.hasBacking()) {
            throw new FluxException(Errno.EINVAL, "content backing store is not active");
        }
        context.log().debug("content backing store: disabled");
        call.reply(Empty.EMPTY);
        leader.close();
    }

    private void unmap(Call<Tag, Empty> call) {
        files.remove(call.body().tag());
        call.reply(Empty.EMPTY);
    }
}
