package fluxj.services.kvswatch;

import fluxj.format.Blobref;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.content.ContentProtocol;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.Optional;

/// Looks keys of one namespace up in the kvs, and loads blobs from the content store.
record KvsLookups(RpcClient rpc, String namespace) {
    /// Looks a key up in the root that the kvs knows.
    Promise<Response> ask(WatchKey watchKey) {
        return send(watchKey, Lookup.in(namespace, watchKey.key(), watchKey.flags()));
    }

    /// Looks a key up in that root.
    Promise<Response> askAt(WatchKey watchKey, CommittedRoot commit) {
        return send(
                watchKey,
                new Lookup(
                        watchKey.key(),
                        watchKey.flags(),
                        Optional.empty(),
                        Optional.of(commit.rootseq()),
                        Optional.of(new Treeobj.Dirref(commit.root()).toJson())));
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

    /// In the requester's name: a symlink may lead into a namespace that is not theirs.
    private Promise<Response> send(WatchKey watchKey, Lookup wanted) {
        return rpc.requestAs(
                watchKey.cred(),
                KvsProtocol.LOOKUP_PLUS.topic(),
                Message.NODEID_ANY,
                Payload.of(wanted));
    }
}
