package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// A value as it was in one root, shared by all who asked for it: it is encoded once, compared with
/// the value before once, and each of its blobs is loaded once for those who want it at the time.
final class FoundValue implements LookupResponse {
    private final int rootseq;
    private final JsonObject val;
    private final KvsLookups loader;
    private final Map<Integer, Promise<Payload>> loading = new HashMap<>();
    private @Nullable Payload payload;
    private @Nullable FoundValue compared;
    private boolean same;

    FoundValue(int rootseq, JsonObject val, KvsLookups loader) {
        this.rootseq = rootseq;
        this.val = val;
        this.loader = loader;
    }

    int rootseq() {
        return rootseq;
    }

    /// The type of the tree object, empty when it has none.
    String type() {
        return val.text("type").orElse("");
    }

    /// The response that shows it.
    Payload payload() {
        Payload encoded = payload;
        if (encoded == null) {
            encoded = KvsLookups.value(val);
            payload = encoded;
        }
        return encoded;
    }

    /// True when it is the same value as `before`.
    boolean sameAs(FoundValue before) {
        if (compared != before) {
            compared = before;
            same = val.equals(before.val);
        }
        return same;
    }

    /// Forgets the comparison, which would keep every value before this one alive.
    void forgetCompared() {
        compared = null;
    }

    /// How many blobs it names.
    int blobCount() {
        return val.array("data").map(JsonArray::size).orElse(0);
    }

    /// One of its blobs as a response.
    Promise<Payload> blob(int index) {
        Promise<Payload> already = loading.get(index);
        if (already != null) {
            return already;
        }
        Promise<Payload> load = request(index);
        if (!load.isDone()) {
            loading.put(index, load);
            load.then(_ -> loading.remove(index), _ -> loading.remove(index));
        }
        return load;
    }

    private Promise<Payload> request(int index) {
        JsonValue reference = val.array("data").orElse(JsonArray.EMPTY).items().get(index);
        if (!(reference instanceof JsonValue.Text(String text))) {
            return Promise.failed(new FluxException(Errno.EPROTO));
        }
        try {
            return loader.load(Blobref.parse(text));
        } catch (FormatException _) {
            return Promise.failed(new FluxException(Errno.EPROTO));
        }
    }
}
