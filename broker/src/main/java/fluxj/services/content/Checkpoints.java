package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol.Checkpoint;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Passes checkpoints on, rank by rank, to the backing store. Each rank flushes before it passes
/// one on: what a checkpoint names is in the backing store before it.
final class Checkpoints {
    private final Upstream upstream;
    private final BooleanSupplier hasUpstream;
    private final Supplier<Promise<Empty>> flush;

    /// @param hasUpstream false when there is nobody to pass them to
    Checkpoints(Upstream upstream, BooleanSupplier hasUpstream, Supplier<Promise<Empty>> flush) {
        this.upstream = upstream;
        this.hasUpstream = hasUpstream;
        this.flush = flush;
    }

    void get(Call<Empty, ContentProtocol.Checkpoints> call) {
        check("get");
        upstream.ask("checkpoint-get", fluxj.wire.Payload.NONE)
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
        flush.get()
                .then(
                        _ -> pass(call),
                        error ->
                                fail(
                                        call,
                                        new FluxException(
                                                error.errno(), "error flushing content")));
    }

    private void pass(Call<Checkpoint, Empty> call) {
        upstream.ask("checkpoint-put", call.request().payload())
                .then(
                        _ -> {
                            if (!call.isAnswered()) {
                                call.reply(Empty.EMPTY);
                            }
                        },
                        error -> fail(call, error));
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
