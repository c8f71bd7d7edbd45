package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol.Checkpoint;
import fluxj.services.contentbacking.ContentBackingProtocol.Kept;
import fluxj.services.contentbacking.ContentBackingProtocol.Put;
import fluxj.wire.Payload;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Passes checkpoints on, rank by rank, to the backing store. Each rank flushes before it passes
/// one on: what a checkpoint names is in the backing store before it. A backing store that works in
/// order gets it right behind the blobs, and keeps both in one transaction or neither.
final class CheckpointRelay {
    private final Upstream upstream;
    private final BooleanSupplier hasUpstream;
    private final Consumer<Runnable> arrived;
    private final Writer writer;

    /// @param hasUpstream false when there is nobody to pass them to
    /// @param arrived runs something once the blobs that came before it are in the cache
    CheckpointRelay(
            Upstream upstream,
            BooleanSupplier hasUpstream,
            Consumer<Runnable> arrived,
            Writer writer) {
        this.upstream = upstream;
        this.hasUpstream = hasUpstream;
        this.arrived = arrived;
        this.writer = writer;
    }

    void get(Call<Empty, ContentProtocol.Checkpoints> call) {
        check("get");
        upstream.ask("checkpoint-get", Payload.NONE)
                .then(
                        response -> {
                            if (!call.isAnswered()) {
                                call.reply(response.payload());
                            }
                        },
                        error -> fail(call, error));
    }

    void put(Call<Checkpoint, Empty> call) {
        check("put");
        arrived.accept(() -> putNow(call));
    }

    private void putNow(Call<Checkpoint, Empty> call) {
        Optional<Long> failures =
                writer instanceof WriteBack leader ? leader.failuresIfAllSent() : Optional.empty();
        if (failures.isEmpty()) {
            flushAndPass(call);
            return;
        }
        upstream.ask("checkpoint-put", Payload.of(new Put(call.body().value(), failures)))
                .then(
                        _ -> reply(call),
                        error -> {
                            if (error.errno().equals(Errno.ECANCELED)) {
                                flushAndPass(call);
                            } else {
                                fail(call, error);
                            }
                        });
    }

    private void flushAndPass(Call<Checkpoint, Empty> call) {
        writer.flush()
                .then(
                        _ -> pass(call),
                        error ->
                                fail(
                                        call,
                                        new FluxException(
                                                error.errno(), "error flushing content")));
    }

    private void pass(Call<Checkpoint, Empty> call) {
        if (writer instanceof WriteBack leader && leader.isOrdered()) {
            Put counting = new Put(call.body().value(), Optional.of(-1L));
            upstream.ask("checkpoint-put", Payload.of(counting))
                    .then(
                            response -> {
                                leader.counted(response.payload().as(Kept.class).failures());
                                reply(call);
                            },
                            error -> fail(call, error));
            return;
        }
        upstream.ask("checkpoint-put", call.request().payload())
                .then(_ -> reply(call), error -> fail(call, error));
    }

    private static void reply(Call<Checkpoint, Empty> call) {
        if (!call.isAnswered()) {
            call.reply(Empty.EMPTY);
        }
    }

    private void check(String what) {
        if (!hasUpstream.getAsBoolean()) {
            throw new FluxException(
                    Errno.ENOSYS, "checkpoint " + what + " unavailable, no backing store");
        }
    }

    /// The module may have ended, and refused the call, before the answer to its own request.
    private static void fail(Call<?, ?> call, FluxException error) {
        if (!call.isAnswered()) {
            call.fail(error);
        }
    }
}
