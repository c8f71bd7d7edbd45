package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.service.Log;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The requests that wait for something: counted, answered once, and let go when their client goes
/// away or the module ends.
final class WaitingCalls {
    /// More than this and a request that would have to wait is refused.
    static final int LIMIT = 200_000;

    private final Set<Call<?, ?>> calls = new LinkedHashSet<>();

    /// Remembers a call that is not answered yet.
    ///
    /// @throws FluxException EAGAIN when too many wait
    void add(Call<?, ?> call) {
        if (calls.add(call) && calls.size() > LIMIT) {
            calls.remove(call);
            throw new FluxException(Errno.EAGAIN, "too many requests wait; try again later");
        }
    }

    int size() {
        return calls.size();
    }

    /// Answers, unless the call was let go.
    void reply(Call<?, ?> call, Payload payload) {
        calls.remove(call);
        if (!call.isAnswered()) {
            call.reply(payload);
        }
    }

    /// Refuses, unless the call was let go.
    void fail(Call<?, ?> call, FluxException error) {
        calls.remove(call);
        if (!call.isAnswered()) {
            call.fail(error);
        }
    }

    /// Lets go of what a client asked that is gone; what it has committed goes on.
    void disconnect(Request gone) {
        for (Call<?, ?> call : List.copyOf(calls)) {
            if (Dispatcher.sameSender(gone, call.request())) {
                fail(call, new FluxException(Errno.ECANCELED));
            }
        }
    }

    /// Refuses them all: the module ends.
    void refuseAll(Log log) {
        for (Call<?, ?> call : List.copyOf(calls)) {
            log.err("failing pending '" + call.request().topic() + "' request");
            fail(call, new FluxException(Errno.ENOSYS));
        }
    }
}
