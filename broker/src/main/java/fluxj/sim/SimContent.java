package fluxj.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonValue;
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
import fluxj.services.contentbacking.ContentBackingProtocol.Put;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A content store on a disk that a power cut can be tried on. Each request takes its chance time
/// before it happens and again before it is answered: a broker that is killed between has written
/// what nobody knows of. By chance it is one that works in order and says so, or one whose requests
/// overtake each other.
final class SimContent implements Service {
    private static final int MOST_MICROS = 3000;
    private static final int MOST_MICROS_OF_SLOW = 50_000;
    private static final int SLOW_ONE_IN = 8;

    private final ServiceContext context;
    private final SimDisk disk;
    private final HashType hashType;
    private final boolean inOrder;
    private long failures;
    private long lastWrite;

    SimContent(ServiceContext context, SimDisk disk) {
        this.context = context;
        this.disk = disk;
        inOrder = context.reactor().random().nextBoolean();
        try {
            hashType = HashType.of(context.attributes().get("content.hash").orElse("sha1"));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "content.hash: " + e.getMessage());
        }
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw(ContentBackingProtocol.LOAD, Access.OWNER, this::load)
                .onRaw(ContentBackingProtocol.STORE, Access.OWNER, this::store)
                .onRaw(ContentBackingProtocol.VALIDATE, Access.OWNER, this::validate)
                .on(ContentBackingProtocol.CHECKPOINT_GET, this::checkpoints)
                .on(ContentBackingProtocol.CHECKPOINT_PUT, this::putCheckpoint)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        return context.addService("content-backing")
                .flatMap(
                        _ ->
                                context.rpc()
                                        .call(
                                                ContentProtocol.REGISTER_BACKING,
                                                Message.NODEID_ANY,
                                                new Backing(
                                                        context.name(),
                                                        inOrder
                                                                ? Optional.of(0L)
                                                                : Optional.empty())));
    }

    private void later(Runnable task) {
        context.reactor().after(Duration.ofNanos(chanceNanos()), task);
    }

    private long chanceNanos() {
        RandomGenerator random = context.reactor().random();
        boolean slow = random.nextInt(SLOW_ONE_IN) == 0;
        return 1000L * (1 + random.nextInt(slow ? MOST_MICROS_OF_SLOW : MOST_MICROS));
    }

    /// As [#later], but never before what was to be written earlier when this store works in order.
    private void write(Runnable task) {
        long now = context.reactor().nanoTime();
        long at = now + chanceNanos();
        if (inOrder && at <= lastWrite) {
            at = lastWrite + 1;
        }
        lastWrite = at;
        context.reactor().after(Duration.ofNanos(at - now), task);
    }

    private Optional<Payload> find(RawCall call) {
        byte[] digest = call.request().payload().bytes();
        if (digest.length != hashType.length()) {
            throw new FluxException(Errno.EPROTO);
        }
        return disk.load(Blobref.of(hashType, digest));
    }

    private void load(RawCall call) {
        Optional<Payload> blob = find(call);
        later(
                () -> {
                    if (blob.isEmpty()) {
                        call.fail(Errno.ENOENT, "");
                    } else if (blob.get().length() == 0) {
                        call.reply(Payload.NONE);
                    } else {
                        call.reply(blob.get());
                    }
                });
    }

    private void validate(RawCall call) {
        if (find(call).isPresent()) {
            call.reply(Payload.NONE);
        } else {
            call.fail(Errno.ENOENT, "");
        }
    }

    private void store(RawCall call) {
        Payload content = call.request().payload();
        write(
                () -> {
                    if (disk.isFull()) {
                        failures++;
                        call.fail(Errno.ENOSPC, "");
                        return;
                    }
                    Blobref name = hashType.hash(content.bytes());
                    disk.store(name, content);
                    later(() -> call.reply(Payload.ofBytes(name.digest())));
                });
    }

    private void checkpoints(Call<Empty, Checkpoints> call) {
        Optional<JsonValue> newest = disk.newestCheckpoint().map(value -> value);
        if (newest.isEmpty()) {
            call.fail(Errno.ENOENT, "");
        } else {
            call.reply(new Checkpoints(List.of(newest.get())));
        }
    }

    private void putCheckpoint(Call<Put, Kept> call) {
        long known = call.body().failures().orElse(-1L);
        write(
                () -> {
                    if (disk.isFull()) {
                        call.fail(Errno.ENOSPC, "");
                        return;
                    }
                    if (known >= 0 && known != failures) {
                        call.fail(Errno.ECANCELED, "");
                        return;
                    }
                    disk.checkpoint(call.body().value());
                    Kept kept =
                            new Kept(
                                    call.body().failures().isPresent()
                                            ? Optional.of(failures)
                                            : Optional.empty());
                    later(() -> call.reply(kept));
                });
    }
}
