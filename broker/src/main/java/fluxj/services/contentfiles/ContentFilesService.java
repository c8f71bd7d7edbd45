package fluxj.services.contentfiles;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcMethod;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.content.ContentProtocol;
import fluxj.services.content.ContentProtocol.Backing;
import fluxj.services.content.ContentProtocol.Checkpoints;
import fluxj.services.contentbacking.ContentBackingProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol.Kept;
import fluxj.services.contentbacking.ContentBackingProtocol.Put;
import fluxj.services.contentfiles.ContentFilesProtocol.Stats;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves `content-backing` from a folder of files. A blob is acknowledged when the system has it;
/// a checkpoint when it is on the disk, and every blob before it.
public final class ContentFilesService implements Service {
    /// From this many on, blobs go to the disk without a checkpoint asking for it.
    private static final int MAX_UNSYNCED = 4096;

    private final ServiceContext context;
    private final Reactor reactor;
    private final BlobFolder folder;
    private final HashType type;
    private final boolean testing;
    private final boolean truncate;
    private List<Blobref> unsynced = new ArrayList<>();
    private Promise<Empty> lastCheckpoint = Promise.of(Empty.EMPTY);
    private long writes;

    /// Not started yet.
    public ContentFilesService(ServiceContext context) {
        this.context = context;
        this.reactor = context.reactor();
        boolean isTest = false;
        boolean startsEmpty = false;
        for (String argument : context.arguments()) {
            switch (argument) {
                case "testing" -> isTest = true;
                case "truncate" -> startsEmpty = true;
                default ->
                        throw new FluxException(Errno.EINVAL, "Unknown module option: " + argument);
            }
        }
        testing = isTest;
        truncate = startsEmpty;
        try {
            type = HashType.of(attribute("content.hash"));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "content.hash: " + e.getMessage());
        }
        boolean temporary = context.attributes().get("statedir-cleanup").orElse("0").equals("1");
        folder = new BlobFolder(Path.of(attribute("statedir"), "content.files"), !temporary);
    }

    private String attribute(String name) {
        return context.attributes()
                .get(name)
                .orElseThrow(() -> new FluxException(Errno.EINVAL, name + " is not set"));
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(ContentFilesProtocol.class)
                .onRaw(ContentBackingProtocol.LOAD, Access.OWNER, this::load)
                .onRaw(ContentBackingProtocol.STORE, Access.OWNER, this::store)
                .onRaw(ContentBackingProtocol.VALIDATE, Access.OWNER, this::validate)
                .on(ContentBackingProtocol.CHECKPOINT_GET, this::checkpoint)
                .on(ContentBackingProtocol.CHECKPOINT_PUT, this::putCheckpoint)
                .on(ContentFilesProtocol.STATS_GET, this::stats)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        return blocking(() -> folder.open(truncate))
                .flatMap(_ -> context.addService("content-backing"))
                .flatMap(
                        _ ->
                                testing
                                        ? Promise.of(Empty.EMPTY)
                                        : context.rpc()
                                                .call(
                                                        ContentProtocol.REGISTER_BACKING,
                                                        0,
                                                        new Backing(
                                                                "content-files",
                                                                Optional.empty())));
    }

    /// Takes what the content service still has for it.
    @Override
    public Promise<Empty> drain() {
        return tell(ContentProtocol.FLUSH);
    }

    @Override
    public Promise<Empty> stop() {
        return tell(ContentProtocol.UNREGISTER_BACKING);
    }

    /// When the content service is gone there is nobody to tell.
    private Promise<Empty> tell(RpcMethod<Empty, Empty> method) {
        return testing
                ? Promise.of(Empty.EMPTY)
                : settled(context.rpc().call(method, 0, Empty.EMPTY));
    }

    /// Done when `other` is, well or not.
    private static Promise<Empty> settled(Promise<Empty> other) {
        Deferred<Empty> done = new Deferred<>();
        other.then(done::complete, _ -> done.complete(Empty.EMPTY));
        return done;
    }

    private Promise<Empty> blocking(Runnable work) {
        return reactor.blocking(
                () -> {
                    work.run();
                    return Empty.EMPTY;
                });
    }

    private Blobref ref(RawCall call) {
        byte[] digest = call.request().payload().bytes();
        if (digest.length != type.length()) {
            throw new FluxException(Errno.EPROTO);
        }
        return Blobref.of(type, digest);
    }

    private void load(RawCall call) {
        Blobref ref = ref(call);
        reactor.blocking(() -> folder.load(ref)).then(call::reply, call::fail);
    }

    private void store(RawCall call) {
        byte[] blob = call.request().payload().bytes();
        long number = ++writes;
        reactor.blocking(
                        () -> {
                            Blobref ref = type.hash(blob);
                            folder.store(ref, blob, number);
                            return ref;
                        })
                .then(ref -> stored(call, ref), call::fail);
    }

    private void stored(RawCall call, Blobref ref) {
        unsynced.add(ref);
        call.reply(Payload.ofBytes(ref.digest()));
        if (unsynced.size() % MAX_UNSYNCED == 0) {
            List<Blobref> written = takeUnsynced();
            blocking(() -> folder.sync(written))
                    .then(_ -> {}, error -> unsyncedAgain(written, error));
        }
    }

    private List<Blobref> takeUnsynced() {
        List<Blobref> written = unsynced;
        unsynced = new ArrayList<>();
        return written;
    }

    private void unsyncedAgain(List<Blobref> written, FluxException error) {
        context.log().err("writing blobs to the disk: " + error.getMessage());
        unsynced.addAll(written);
    }

    private void validate(RawCall call) {
        Blobref ref = ref(call);
        reactor.blocking(() -> folder.has(ref))
                .then(
                        found -> {
                            if (found) {
                                call.reply(Payload.NONE);
                            } else {
                                call.fail(Errno.ENOENT, "");
                            }
                        },
                        call::fail);
    }

    private void checkpoint(Call<Empty, Checkpoints> call) {
        reactor.blocking(() -> checkpoint(folder.loadCheckpoint()))
                .map(value -> new Checkpoints(List.of(value)))
                .then(
                        found -> {
                            if (!call.isAnswered()) {
                                call.reply(found);
                            }
                        },
                        error -> fail(call, error));
    }

    private static JsonObject checkpoint(byte[] json) {
        try {
            return JsonObject.parse(json, 0, json.length);
        } catch (JsonException e) {
            throw new FluxException(
                    Errno.EINVAL, BlobFolder.CHECKPOINT + " is no checkpoint: " + e.getMessage());
        }
    }

    /// One after the other: the last one asked for is the one that stays.
    private void putCheckpoint(Call<Put, Kept> call) {
        byte[] json = call.body().value().toString().getBytes(StandardCharsets.UTF_8);
        long number = ++writes;
        Promise<Empty> done = lastCheckpoint.flatMap(_ -> writeCheckpoint(json, number));
        lastCheckpoint = settled(done);
        done.then(
                _ -> {
                    if (!call.isAnswered()) {
                        call.reply(Payload.NONE);
                    }
                },
                error -> fail(call, error));
    }

    private Promise<Empty> writeCheckpoint(byte[] json, long number) {
        List<Blobref> written = takeUnsynced();
        Promise<Empty> done =
                blocking(
                        () -> {
                            folder.sync(written);
                            folder.storeCheckpoint(json, number);
                        });
        done.then(_ -> {}, _ -> unsynced.addAll(written));
        return done;
    }

    /// The module may have ended, and refused the call, before the disk was done.
    private static void fail(Call<?, ?> call, FluxException error) {
        if (!call.isAnswered()) {
            call.fail(error);
        }
    }

    private void stats(Call<Empty, Stats> call) {
        reactor.blocking(folder::count)
                .then(
                        count -> {
                            if (!call.isAnswered()) {
                                call.reply(new Stats(count));
                            }
                        },
                        error -> fail(call, error));
    }
}
