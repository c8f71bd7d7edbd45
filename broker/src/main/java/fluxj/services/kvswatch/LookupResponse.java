package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.services.kvs.KvsProtocol.FoundPlus;
import fluxj.wire.Response;

import java.util.Optional;

/// What the kvs said to one lookup.
sealed interface LookupResponse permits FoundValue, LookupResponse.Missing, LookupResponse.Failed {
    /// There is no such key in that root.
    record Missing(int rootseq) implements LookupResponse {}

    /// It could not be looked up.
    record Failed(FluxException error) implements LookupResponse {}

    /// Reads a response of `kvs.lookup-plus`.
    static LookupResponse of(Response response, KvsLookups blobs) {
        FoundPlus body;
        try {
            body = response.payload().as(FoundPlus.class);
        } catch (FluxException e) {
            return new Failed(e);
        }
        if (body.errno().isPresent()) {
            int number = body.errno().get();
            return number == Errno.ENOENT.number()
                    ? new Missing(body.rootseq())
                    : new Failed(new FluxException(new Errno(number)));
        }
        Optional<JsonObject> val = body.val();
        return val.isPresent()
                ? new FoundValue(body.rootseq(), val.get(), blobs)
                : new Failed(new FluxException(Errno.EPROTO));
    }
}
