package fluxj.services.kvswatch;

import fluxj.format.Blobref;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.content.ContentProtocol;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

/// Looks keys of one namespace up in the kvs, and loads blobs from the content store.
record KvsLookups(RpcClient rpc, String namespace) {
    /// Looks a key up in the root that the kvs knows.
    Promise<Response> ask(WatchKey watchKey) {
        return send(watchKey, body(watchKey).put("namespace", namespace));
    }

    /// Looks a key up in that root.
    Promise<Response> askAt(WatchKey watchKey, CommittedRoot commit) {
        return send(
                watchKey,
                body(watchKey)
                        .put("rootseq", commit.rootseq())
                        .put("rootdir", new Treeobj.Dirref(commit.root()).toJson()));
    }

    /// Loads a blob and gives it as the response a watcher gets: `{"val": …}`.
    Promise<Payload> load(Blobref blob) {
        return rpc.request(
                        ContentProtocol.LOAD, Message.NODEID_ANY, Payload.ofBytes(blob.digest()), 0)
                .map(response -> value(Treeobj.Val.of(response.payload().bytes()).toJson()));
    }

    /// The response that shows a tree object.
    static Payload value(JsonObject treeobj) {
        return Payload.of(JsonObject.of("val", treeobj));
    }

    private static JsonObject.Builder body(WatchKey watchKey) {
        return JsonObject.builder().put("key", watchKey.key()).put("flags", watchKey.flags());
    }

    /// In the requester's name: a symlink may lead into a namespace that is not theirs.
    private Promise<Response> send(WatchKey watchKey, JsonObject.Builder body) {
        return rpc.requestAs(
                watchKey.cred(),
                KvsProtocol.LOOKUP_PLUS.topic(),
                Message.NODEID_ANY,
                Payload.of(body.build()));
    }
}
