package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A backing store in memory that can be told to fail, to wait with stores, and to leave loads
/// without an answer.
final class FakeBacking implements ServiceFactory, Service {
    final Map<Blobref, byte[]> blobs = new LinkedHashMap<>();
    final List<RawCall> held = new ArrayList<>();
    final List<String> checkpoints = new ArrayList<>();
    private @Nullable Errno failure;
    boolean holding;
    boolean silent;
    int stores;
    long failures;
    int loads;

    void failWith(@Nullable Errno errno) {
        failure = errno;
    }

    /// Answers the stores that wait, and waits with no more.
    void release() {
        holding = false;
        List<RawCall> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::keep);
    }

    @Override
    public String name() {
        return "content-backing";
    }

    @Override
    public Service create(ServiceContext context) {
        return this;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw("content-backing.load", Access.OWNER, this::load)
                .onRaw("content-backing.store", Access.OWNER, this::store)
                .onRaw(
                        "content-backing.checkpoint-get",
                        Access.OWNER,
                        call ->
                                call.reply(
                                        Payload.ofText(
                                                "{\"value\":["
                                                        + String.join(",", checkpoints.reversed())
                                                        + "]}")))
                .onRaw("content-backing.checkpoint-put", Access.OWNER, this::put)
                .build();
    }

    private void load(RawCall call) {
        loads++;
        if (silent) {
            return;
        }
        Blobref ref = Blobref.of(HashType.SHA1, call.request().payload().bytes());
        byte[] blob = blobs.get(ref);
        if (blob == null) {
            throw new FluxException(Errno.ENOENT);
        }
        call.reply(blob.length == 0 ? Payload.NONE : Payload.ofBytes(blob));
    }

    private void store(RawCall call) {
        stores++;
        if (holding) {
            held.add(call);
        } else {
            keep(call);
        }
    }

    private void keep(RawCall call) {
        Errno errno = failure;
        if (errno != null) {
            failures++;
            call.fail(errno, "");
            return;
        }
        byte[] blob = call.request().payload().bytes();
        Blobref ref = HashType.SHA1.hash(blob);
        blobs.put(ref, blob);
        call.reply(Payload.ofBytes(ref.digest()));
    }

    private void put(RawCall call) {
        JsonObject request = call.request().payload().json();
        JsonObject value = request.object("value").orElseThrow();
        Optional<Long> known = request.whole("failures");
        if (known.isPresent() && known.get() >= 0 && known.get() != failures) {
            call.fail(Errno.ECANCELED, "");
            return;
        }
        checkpoints.add(value.with("blobs", new JsonValue.Whole(blobs.size())).toString());
        call.reply(
                known.isPresent() ? Payload.of(JsonObject.of("failures", failures)) : Payload.NONE);
    }
}
