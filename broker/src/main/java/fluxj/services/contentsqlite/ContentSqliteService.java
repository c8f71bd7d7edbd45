package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.content.ContentProtocol;
import fluxj.services.content.ContentProtocol.Backing;
import fluxj.services.content.ContentProtocol.Checkpoints;
import fluxj.services.contentbacking.ContentBackingProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol.Kept;
import fluxj.services.contentbacking.ContentBackingProtocol.Mark;
import fluxj.services.contentbacking.ContentBackingProtocol.Marked;
import fluxj.services.contentbacking.ContentBackingProtocol.Put;
import fluxj.services.contentsqlite.ContentSqliteProtocol.Numbered;
import fluxj.services.contentsqlite.ContentSqliteProtocol.Pragmas;
import fluxj.services.contentsqlite.ContentSqliteProtocol.Stats;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps blobs and checkpoints in a SQLite file. Requests are decoded and answered here, on the
/// reactor; all that touches the disk goes through the [WorkQueue].
public final class ContentSqliteService implements Service {
    private static final String BACKING = "content-backing";
    private static final long ROW_BYTES = 256;

    private final ServiceContext context;
    private final HashType hashType;
    private final Path file;
    private final boolean temporary;
    private final Timing loads = new Timing();
    private final Timing stores = new Timing();
    private SqliteSettings settings;
    private @Nullable WorkQueue queue;

    /// Not started yet.
    public ContentSqliteService(ServiceContext context) {
        this.context = context;
        try {
            hashType = HashType.of(context.attributes().get("content.hash").orElse("sha1"));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "content.hash: " + e.getMessage());
        }
        file =
                Path.of(
                                context.attributes()
                                        .get("statedir")
                                        .orElseThrow(
                                                () ->
                                                        new FluxException(
                                                                Errno.EINVAL,
                                                                "statedir is not set")))
                        .resolve("content.sqlite");
        temporary = context.attributes().get("statedir-cleanup").orElse("").equals("1");
        settings = SqliteSettings.of(temporary, context.config(), context.arguments());
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw(ContentBackingProtocol.LOAD, Access.OWNER, this::load)
                .onRaw(ContentBackingProtocol.STORE, Access.OWNER, this::store)
                .onRaw(ContentBackingProtocol.VALIDATE, Access.OWNER, this::validate)
                .on(ContentBackingProtocol.CHECKPOINT_GET, this::checkpoints)
                .on(ContentBackingProtocol.CHECKPOINT_PUT, this::putCheckpoint)
                .on(ContentBackingProtocol.MARK, this::mark)
                .on(
                        ContentBackingProtocol.SWEEP,
                        call ->
                                call.replyWith(
                                        queue().write(
                                                        ROW_BYTES,
                                                        db ->
                                                                GarbageCollection.sweep(
                                                                        db, call.body()))))
                .on(
                        ContentBackingProtocol.GC_INFO,
                        call ->
                                call.replyWith(
                                        queue().read(
                                                        db ->
                                                                GarbageCollection.info(
                                                                        db, call.body()))))
                .on(ContentSqliteProtocol.STATS_GET, this::stats)
                .onRaw("content-sqlite.config-reload", Access.OWNER, this::reload)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        DatabaseOpener opener = new DatabaseOpener(file, settings);
        return context.reactor()
                .blocking(() -> opener.open(hashType))
                .flatMap(
                        database -> {
                            opener.notices().forEach(context.log()::info);
                            context.log()
                                    .debug(
                                            file
                                                    + " journal_mode="
                                                    + settings.journalMode()
                                                    + " synchronous="
                                                    + settings.synchronous());
                            queue = new WorkQueue(context.reactor(), database);
                            return orClosed(context.addService(BACKING).flatMap(_ -> register()));
                        });
    }

    private Promise<Empty> register() {
        return context.rpc()
                .call(
                        ContentProtocol.REGISTER_BACKING,
                        Message.NODEID_ANY,
                        new Backing(context.name(), Optional.of(0L)));
    }

    /// A module that does not start leaves no lock on the file.
    private Promise<Empty> orClosed(Promise<Empty> started) {
        Deferred<Empty> result = new Deferred<>();
        started.then(
                result::complete,
                error -> queue().close().then(_ -> result.fail(error), _ -> result.fail(error)));
        return result;
    }

    /// What the cache still has is written while it can be; a failure is in the cache's log.
    @Override
    public Promise<Empty> drain() {
        Deferred<Empty> drained = new Deferred<>();
        context.rpc()
                .call(ContentProtocol.FLUSH, 0, Empty.EMPTY)
                .then(drained::complete, _ -> drained.complete(Empty.EMPTY));
        return drained;
    }

    @Override
    public Promise<Empty> stop() {
        Deferred<Empty> stopped = new Deferred<>();
        context.rpc()
                .call(ContentProtocol.UNREGISTER_BACKING, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        _ -> queue().close().then(stopped::complete, stopped::fail),
                        error -> {
                            context.log().err("content.unregister-backing: " + error.getMessage());
                            queue().close().then(stopped::complete, stopped::fail);
                        });
        return stopped;
    }

    private WorkQueue queue() {
        if (queue == null) {
            throw new FluxException(Errno.EAGAIN, file + ": not open yet");
        }
        return queue;
    }

    private void load(RawCall call) {
        byte[] digest = digest(call);
        long begun = context.reactor().nanoTime();
        queue().read(db -> db.load(digest))
                .then(
                        blob -> {
                            loads.add(context.reactor().nanoTime() - begun);
                            call.reply(blob.length == 0 ? Payload.NONE : Payload.ofBytes(blob));
                        },
                        call::fail);
    }

    private byte[] digest(RawCall call) {
        byte[] digest = call.request().payload().bytes();
        if (digest.length != hashType.length()) {
            throw new FluxException(Errno.EPROTO);
        }
        return digest;
    }

    private void store(RawCall call) {
        byte[] blob = call.request().payload().bytes();
        long begun = context.reactor().nanoTime();
        queue().store(blob.length + ROW_BYTES, db -> db.store(blob))
                .then(
                        digest -> {
                            stores.add(context.reactor().nanoTime() - begun);
                            call.reply(Payload.ofBytes(digest));
                        },
                        call::fail);
    }

    private void validate(RawCall call) {
        byte[] digest = digest(call);
        queue().read(db -> db.has(digest))
                .then(
                        there -> {
                            if (there) {
                                call.reply(Payload.NONE);
                            } else {
                                call.fail(Errno.ENOENT, "");
                            }
                        },
                        call::fail);
    }

    private void checkpoints(Call<Empty, Checkpoints> call) {
        call.replyWith(
                queue().read(Database::checkpoints)
                        .map(
                                numbered -> {
                                    if (numbered.isEmpty()) {
                                        throw new FluxException(Errno.ENOENT);
                                    }
                                    List<JsonValue> values = new ArrayList<>();
                                    numbered.forEach(each -> values.add(each.value()));
                                    return new Checkpoints(values);
                                }));
    }

    private void putCheckpoint(Call<Put, Kept> call) {
        String json = call.body().value().toString();
        Optional<Long> known = call.body().failures();
        int kept = settings.maxCheckpoints();
        queue().write(
                        json.length() + ROW_BYTES,
                        db -> db.putCheckpointAfter(known.orElse(-1L), json, kept))
                .then(
                        failures -> {
                            if (known.isPresent()) {
                                call.reply(new Kept(Optional.of(failures)));
                            } else {
                                call.reply(Payload.NONE);
                            }
                        },
                        call::fail);
    }

    private void mark(Call<Mark, Marked> call) {
        List<byte[]> digests = GarbageCollection.digests(hashType, call.body());
        long epoch = call.body().epoch();
        call.replyWith(
                queue().write(
                                ROW_BYTES * digests.size(),
                                db -> GarbageCollection.mark(db, epoch, digests)));
    }

    private record Facts(
            long objects, long epoch, long size, long free, List<Numbered> checkpoints) {}

    private void stats(Call<Empty, Stats> call) {
        Promise<Facts> facts =
                queue().read(
                                db ->
                                        new Facts(
                                                db.count(),
                                                db.epoch(),
                                                file.toFile().length(),
                                                file.toFile().getUsableSpace(),
                                                db.checkpoints()));
        call.replyWith(
                facts.map(
                        found ->
                                new Stats(
                                        found.objects(),
                                        found.epoch(),
                                        found.size(),
                                        found.free(),
                                        loads.times(),
                                        stores.times(),
                                        new Pragmas(
                                                settings.journalMode().name(),
                                                settings.synchronous().name()),
                                        found.checkpoints())));
    }

    /// How many checkpoints are kept changes at once; the pragmas when the module is loaded again.
    private void reload(RawCall call) {
        SqliteSettings next =
                SqliteSettings.of(temporary, call.request().payload().json(), context.arguments());
        settings = settings.keeping(next.maxCheckpoints());
        call.reply(Payload.NONE);
    }
}
