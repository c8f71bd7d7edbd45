package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.Arrays;

/// Whom a cache asks for what it does not have, and to whom it writes: the service
/// `content-backing` at rank 0, the `content` service of the parent elsewhere.
final class Upstream {
    private final RpcClient rpc;
    private final String service;
    private final int nodeid;

    Upstream(RpcClient rpc, boolean leader) {
        this.rpc = rpc;
        this.service = leader ? "content-backing." : "content.";
        this.nodeid = leader ? 0 : Message.NODEID_UPSTREAM;
    }

    Promise<Response> load(Blobref ref) {
        return ask("load", Payload.ofBytes(ref.digest()));
    }

    Promise<Response> store(Payload blob) {
        return ask("store", blob);
    }

    Promise<Response> ask(String method, Payload payload) {
        return rpc.request(service + method, nodeid, payload, 0);
    }

    /// What is wrong with the answer to a store.
    ///
    /// @throws FluxException EIO when it is not the digest of the blob
    static void check(Response stored, Blobref ref) {
        if (!Arrays.equals(stored.payload().bytes(), ref.digest())) {
            throw new FluxException(Errno.EIO, "a store was answered with another digest");
        }
    }
}
