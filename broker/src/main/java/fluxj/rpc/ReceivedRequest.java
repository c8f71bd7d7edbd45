package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Credentials;
import fluxj.wire.Request;

/// A request of a known shape that waits for its answer or answers.
public abstract sealed class ReceivedRequest<Q extends Record> permits Call, StreamCall {
    final Request request;
    private final Q body;

    ReceivedRequest(Request request, Q body) {
        this.request = request;
        this.body = body;
    }

    /// The decoded request.
    public final Q body() {
        return body;
    }

    /// Who asked.
    public final Credentials from() {
        return request.cred();
    }

    /// The message itself, for its routes, flags and matchtag.
    public final Request request() {
        return request;
    }

    /// Answers with an error; an empty text sends the errno alone.
    public abstract void fail(Errno errno, String text);

    /// Answers with an error.
    public final void fail(FluxException error) {
        fail(error.errno(), error.text());
    }
}
