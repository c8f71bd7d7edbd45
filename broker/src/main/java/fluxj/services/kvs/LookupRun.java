package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.services.kvs.tree.LookupResult;
import fluxj.services.kvs.tree.Roots;
import fluxj.services.kvs.tree.TreeLookup;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// One lookup. It keeps the root it began with; when something is not at hand it waits for it and
/// begins anew, and the namespace must still be there and open to the caller then.
final class LookupRun implements Roots {
    private final KvsContext kvs;
    private final NamespaceTable table;
    private final Call<Lookup, ?> call;
    private final boolean plus;
    private @Nullable Blobref root;
    private int seq;

    /// @param plus whether the answer tells the root, and of a missing key as a success
    LookupRun(KvsContext kvs, NamespaceTable table, Call<Lookup, ?> call, boolean plus) {
        this.kvs = kvs;
        this.table = table;
        this.call = call;
        this.plus = plus;
    }

    /// Answers, now or later.
    ///
    /// @throws FluxException for a request that cannot be served
    void begin() {
        Lookup body = call.body();
        if (body.rootdir().isPresent()) {
            seq = body.rootseq().orElse(-1);
            walk(directory(body.rootdir().get()));
        } else {
            String namespace = body.namespace().orElseThrow(() -> new FluxException(Errno.EPROTO));
            table.use(
                    call,
                    namespace,
                    found -> {
                        seq = found.seq();
                        walk(found.ref());
                    });
        }
    }

    private static Blobref directory(JsonValue rootdir) {
        if (Treeobj.of(rootdir) instanceof Treeobj.Dirref dirref) {
            return dirref.blobs().getFirst();
        }
        throw new FluxException(Errno.EINVAL, "rootdir is not a dirref object");
    }

    private void walk(Blobref from) {
        root = from;
        LookupResult result =
                TreeLookup.find(
                        KvsKey.of(call.body().key()), call.body().flags(), from, kvs.cache(), this);
        switch (result) {
            case LookupResult.Found(Treeobj object) -> reply(found(object, from));
            case LookupResult.NotThere _ -> {
                if (!plus) {
                    throw new FluxException(Errno.ENOENT);
                }
                reply("{\"errno\":" + Errno.ENOENT.number() + ',' + rootText(from) + '}');
            }
            case LookupResult.Missing(Set<Blobref> refs) -> await(kvs.cache().loadAll(refs));
            case LookupResult.UnknownNamespace(String name) -> await(table.fetch(name));
            case LookupResult.Refused(FluxException error) -> throw error;
        }
    }

    private void await(Promise<Empty> what) {
        kvs.waiting().add(call);
        what.then(_ -> table.retry(call, this::again), error -> kvs.waiting().fail(call, error));
    }

    private void again() {
        if (call.body().rootdir().isEmpty()) {
            call.body()
                    .namespace()
                    .flatMap(table::live)
                    .orElseThrow(() -> new FluxException(Errno.EOPNOTSUPP))
                    .authorize(call.from());
        }
        if (root != null) {
            walk(root);
        }
    }

    @Override
    public Optional<Blobref> root(String namespace) {
        Optional<Namespace> found = table.live(namespace);
        if (found.isEmpty() && kvs.flux().rank() == 0) {
            throw new FluxException(Errno.EOPNOTSUPP);
        }
        found.ifPresent(target -> target.authorize(call.from()));
        return found.map(Namespace::ref);
    }

    // --- the answer

    private String rootText(Blobref from) {
        return "\"rootseq\":" + seq + ",\"rootref\":\"" + from + '"';
    }

    private void reply(String json) {
        reply(Payload.ofText(json));
    }

    private void reply(Payload payload) {
        kvs.waiting().reply(call, payload);
    }

    /// The object is written straight into the message: it is JSON as it stands.
    private Payload found(Treeobj object, Blobref from) {
        byte[] head = "{\"val\":".getBytes(StandardCharsets.UTF_8);
        byte[] value = object.encode();
        byte[] tail =
                (plus ? ',' + rootText(from) + "}\0" : "}\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + value.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(value, 0, all, head.length, value.length);
        System.arraycopy(tail, 0, all, head.length + value.length, tail.length);
        return Payload.ofBytes(all);
    }
}
