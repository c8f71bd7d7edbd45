package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.services.content.ContentProtocol;
import fluxj.services.content.ContentProtocol.Checkpoint;
import fluxj.services.content.ContentProtocol.Checkpoints;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A content service in memory, shared by the brokers of a test, that can be slow and can fail.
final class FakeContent implements ServiceFactory {
    final Map<Blobref, byte[]> blobs = new LinkedHashMap<>();
    final List<JsonObject> checkpoints = new ArrayList<>();
    final List<Runnable> heldStores = new ArrayList<>();
    final List<Call<Checkpoint, Empty>> heldCheckpoints = new ArrayList<>();
    Optional<Errno> storeError = Optional.empty();
    Optional<Errno> checkpointError = Optional.empty();
    boolean holdStores;
    boolean holdCheckpoints;
    int stores;
    int loads;

    @Override
    public String name() {
        return "content";
    }

    @Override
    public Service create(ServiceContext context) {
        return new Service() {
            @Override
            public HandlerTable handlers() {
                return HandlerTable.builder()
                        .onRaw(ContentProtocol.LOAD, Access.OWNER, FakeContent.this::load)
                        .onRaw(ContentProtocol.STORE, Access.OWNER, FakeContent.this::store)
                        .on(ContentProtocol.CHECKPOINT_GET, FakeContent.this::newest)
                        .on(ContentProtocol.CHECKPOINT_PUT, FakeContent.this::keep)
                        .build();
            }
        };
    }

    void drop(Blobref ref) {
        blobs.remove(ref);
    }

    private void load(RawCall call) {
        loads++;
        Blobref ref = Blobref.of(HashType.SHA1, call.request().payload().bytes());
        byte[] blob = blobs.get(ref);
        if (blob == null) {
            call.fail(Errno.ENOENT, "");
        } else {
            call.reply(blob.length == 0 ? Payload.NONE : Payload.ofBytes(blob));
        }
    }

    private void store(RawCall call) {
        stores++;
        if (holdStores) {
            heldStores.add(() -> finish(call));
        } else {
            finish(call);
        }
    }

    private void finish(RawCall call) {
        if (storeError.isPresent()) {
            call.fail(storeError.get(), "");
            return;
        }
        byte[] blob = call.request().payload().bytes();
        Blobref ref = HashType.SHA1.hash(blob);
        blobs.put(ref, blob);
        call.reply(Payload.ofBytes(ref.digest()));
    }

    void releaseStores() {
        List<Runnable> ready = List.copyOf(heldStores);
        heldStores.clear();
        ready.forEach(Runnable::run);
    }

    private void newest(Call<Empty, Checkpoints> call) {
        if (checkpoints.isEmpty()) {
            throw new FluxException(Errno.ENOENT);
        }
        List<JsonValue> newestFirst = new ArrayList<>(checkpoints.reversed());
        call.reply(new Checkpoints(newestFirst));
    }

    private void keep(Call<Checkpoint, Empty> call) {
        if (holdCheckpoints) {
            heldCheckpoints.add(call);
        } else {
            finish(call);
        }
    }

    private void finish(Call<Checkpoint, Empty> call) {
        if (checkpointError.isPresent()) {
            call.fail(checkpointError.get(), "");
            return;
        }
        checkpoints.add(call.body().value());
        call.reply(Empty.EMPTY);
    }

    void releaseCheckpoints() {
        List<Call<Checkpoint, Empty>> ready = List.copyOf(heldCheckpoints);
        heldCheckpoints.clear();
        ready.forEach(this::finish);
    }
}
