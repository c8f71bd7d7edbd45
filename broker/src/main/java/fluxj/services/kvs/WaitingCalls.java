package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.service.Log;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The requests that wait for something: counted, answered once, and let go when their client goes
/// away or the module ends. Guests have a part of the room, and each of them a part of that, so
/// that the owner's requests find some whatever they do.
final class WaitingCalls {
    /// More than this and a request that would have to wait is refused.
    static final int LIMIT = 200_000;

    /// The same for those of all guests.
    static final int GUESTS_LIMIT = LIMIT / 2;

    /// The same for those of one guest.
    static final int GUEST_LIMIT = LIMIT / 10;

    private final Set<Call<?, ?>> calls = new LinkedHashSet<>();
    private final Map<Integer, Integer> callsOfGuests = new HashMap<>();
    private int ofGuests;

    /// Remembers a call that is not answered yet.
    ///
    /// @throws FluxException EAGAIN when too many wait
    void add(Call<?, ?> call) {
        if (calls.contains(call)) {
            return;
        }
        if (calls.size() >= LIMIT || (isGuest(call) && !hasRoomForGuest(call.from().userid()))) {
            throw new FluxException(Errno.EAGAIN, "too many requests wait; try again later");
        }
        calls.add(call);
        if (isGuest(call)) {
            ofGuests++;
            callsOfGuests.merge(call.from().userid(), 1, Integer::sum);
        }
    }

    private boolean hasRoomForGuest(int userid) {
        return ofGuests < GUESTS_LIMIT && callsOfGuests.getOrDefault(userid, 0) < GUEST_LIMIT;
    }

    private static boolean isGuest(Call<?, ?> call) {
        return !call.from().hasAny(Credentials.OWNER);
    }

    private void remove(Call<?, ?> call) {
        if (calls.remove(call) && isGuest(call)) {
            ofGuests--;
            callsOfGuests.computeIfPresent(
                    call.from().userid(), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    int size() {
        return calls.size();
    }

    /// Answers, unless the call was let go.
    void reply(Call<?, ?> call, Payload payload) {
        remove(call);
        if (!call.isAnswered()) {
            call.reply(payload);
        }
    }

    /// Refuses, unless the call was let go.
    void fail(Call<?, ?> call, FluxException error) {
        remove(call);
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
