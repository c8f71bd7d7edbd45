package fluxj.connector;

import fluxj.wire.Credentials;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What each user's clients may take of the broker: memory, connections, requests that wait. The
/// owner's part is half of the heap, at most [#MOST], and no guest can take of it; all guests have
/// an eighth, at most [#MOST_OF_GUESTS], one of them half of that, one connection of theirs a
/// quarter.
final class UserQuotas {
    /// Most connections of one guest.
    static final int GUEST_CONNECTIONS = 128;

    /// Most connections of all guests.
    static final int ALL_GUEST_CONNECTIONS = 512;

    /// Most requests of one guest that wait for an answer.
    static final int GUEST_WAITING = 4096;

    private static final long MOST = 1 << 30;
    private static final long MOST_OF_GUESTS = 128 << 20;
    private static final int OWNER_PART = 2;
    private static final int GUESTS_PART = 8;

    /// One user.
    static final class UserQuota {
        private final MemoryQuota quota;
        private final long connectionLimit;
        private final boolean guest;
        private int connections;
        private int waiting;

        private UserQuota(MemoryQuota quota, long connectionLimit, boolean guest) {
            this.quota = quota;
            this.connectionLimit = connectionLimit;
            this.guest = guest;
        }

        boolean isGuest() {
            return guest;
        }

        /// The part of one more connection.
        MemoryQuota connection() {
            return quota.part(connectionLimit);
        }

        /// Counts a request that waits; false when too many do.
        boolean waits() {
            if (waiting >= GUEST_WAITING) {
                return false;
            }
            waiting++;
            return true;
        }

        void answered(int count) {
            waiting -= count;
        }
    }

    private final UserQuota owner;
    private final MemoryQuota guests;
    private final Map<Integer, UserQuota> byId = new HashMap<>();
    private int guestConnections;

    /// @param heap bytes that the broker may use for everything
    UserQuotas(long heap) {
        MemoryQuota own = MemoryQuota.of(Math.min(heap / OWNER_PART, MOST));
        owner = new UserQuota(own, own.limit(), false);
        guests = MemoryQuota.of(Math.min(heap / GUESTS_PART, MOST_OF_GUESTS));
    }

    /// Lets a connection of a user in; empty when there are too many.
    Optional<UserQuota> enter(Credentials cred) {
        if (cred.hasAny(Credentials.OWNER)) {
            return Optional.of(owner);
        }
        UserQuota user =
                byId.computeIfAbsent(
                        cred.userid(),
                        _ ->
                                new UserQuota(
                                        guests.part(guests.limit() / 2), guests.limit() / 4, true));
        if (user.connections >= GUEST_CONNECTIONS || guestConnections >= ALL_GUEST_CONNECTIONS) {
            return Optional.empty();
        }
        user.connections++;
        guestConnections++;
        return Optional.of(user);
    }

    /// A connection has ended.
    void leave(Credentials cred) {
        UserQuota user = cred.hasAny(Credentials.OWNER) ? null : byId.get(cred.userid());
        if (user == null) {
            return;
        }
        guestConnections--;
        user.connections--;
        if (user.connections == 0 && user.quota.used() == 0) {
            byId.remove(cred.userid());
        }
    }
}
