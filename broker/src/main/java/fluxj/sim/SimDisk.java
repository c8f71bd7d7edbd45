package fluxj.sim;

import fluxj.format.Blobref;
import fluxj.json.JsonObject;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What a simulated content store has written, in the order in which it was: the medium outlives
/// its broker. A killed broker loses nothing that was written. A power cut loses what was not
/// synced, from some point on: what a write-ahead log promises. A checkpoint syncs itself and all
/// before it, a blob does not: what SQLite does with `synchronous=FULL` when each checkpoint is a
/// transaction of its own and blobs are not waited for.
public final class SimDisk {
    private sealed interface Write {}

    private record Blob(Blobref name, Payload content) implements Write {}

    private record Checkpoint(JsonObject value) implements Write {}

    private final List<Write> writes = new ArrayList<>();
    private final Map<Blobref, Payload> blobs = new HashMap<>();
    private int synced;
    private boolean full;

    /// An empty disk.
    public SimDisk() {}

    /// Cuts the power: loses a chance part of what was not synced, always the latest.
    public void cutPower(RandomGenerator random) {
        int kept = synced + random.nextInt(writes.size() - synced + 1);
        writes.subList(kept, writes.size()).clear();
        synced = kept;
        blobs.clear();
        for (Write write : writes) {
            if (write instanceof Blob blob) {
                blobs.put(blob.name(), blob.content());
            }
        }
    }

    /// Takes no more writes, or takes them again.
    public void full(boolean isFull) {
        full = isFull;
    }

    /// How many writes it has.
    public int size() {
        return writes.size();
    }

    /// How many of them a power cut cannot take.
    public int synced() {
        return synced;
    }

    boolean isFull() {
        return full;
    }

    void store(Blobref name, Payload content) {
        writes.add(new Blob(name, content));
        blobs.put(name, content);
    }

    void checkpoint(JsonObject value) {
        writes.add(new Checkpoint(value));
        synced = writes.size();
    }

    Optional<Payload> load(Blobref name) {
        return Optional.ofNullable(blobs.get(name));
    }

    Optional<JsonObject> newestCheckpoint() {
        for (Write write : writes.reversed()) {
            if (write instanceof Checkpoint checkpoint) {
                return Optional.of(checkpoint.value());
            }
        }
        return Optional.empty();
    }
}
