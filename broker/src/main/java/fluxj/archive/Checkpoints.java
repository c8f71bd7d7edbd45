package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

/// Whether a KVS was here before.
public final class Checkpoints {
    private Checkpoints() {}

    /// True when the backing store has a checkpoint.
    public static Promise<Boolean> exist(Tool tool) {
        Deferred<Boolean> result = new Deferred<>();
        new Content(tool.rpc(), true)
                .checkpoints()
                .then(
                        list -> result.complete(!list.isEmpty()),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(false);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }
}
