package fluxj.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.wire.Credentials;

import org.junit.jupiter.api.Test;

class UserQuotasTest {
    private static final long HEAP = 1600;

    private final UserQuotas users = new UserQuotas(HEAP);

    private static Credentials guest(int userid) {
        return new Credentials(userid, Credentials.USER | Credentials.LOCAL);
    }

    @Test
    void guestsTakeNothingOfTheOwners() {
        MemoryQuota owner =
                users.enter(new Credentials(1, Credentials.OWNER)).orElseThrow().connection();
        for (int userid = 2; userid < 50; userid++) {
            UserQuotas.UserQuota user = users.enter(guest(userid)).orElseThrow();
            for (int i = 0; i < 3; i++) {
                MemoryQuota connection = user.connection();
                while (connection.take(10)) {
                    assertTrue(connection.used() <= HEAP / 32);
                }
            }
        }
        assertFalse(users.enter(guest(99)).orElseThrow().connection().take(1), "all are used up");
        assertTrue(owner.take(HEAP / 2));
        assertFalse(owner.take(1));
    }

    @Test
    void oneGuestLeavesRoomForOthers() {
        UserQuotas.UserQuota greedy = users.enter(guest(2)).orElseThrow();
        for (int i = 0; i < 100; i++) {
            MemoryQuota connection = greedy.connection();
            while (connection.take(10)) {
                assertTrue(connection.used() <= HEAP / 32);
            }
        }
        assertTrue(users.enter(guest(3)).orElseThrow().connection().take(HEAP / 32));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        MemoryQuota connection = users.enter(guest(2)).orElseThrow().connection();
        assertTrue(connection.take(HEAP / 32));
        connection.give(HEAP / 32);
        assertEquals(0, connection.used());
        assertTrue(connection.take(HEAP / 32));
    }

    @Test
    void aGuestHasSoManyConnectionsAndRequests() {
        for (int i = 0; i < UserQuotas.GUEST_CONNECTIONS; i++) {
            assertTrue(users.enter(guest(2)).isPresent());
        }
        assertTrue(users.enter(guest(2)).isEmpty());
        UserQuotas.UserQuota other = users.enter(guest(3)).orElseThrow();
        users.leave(guest(2));
        assertTrue(users.enter(guest(2)).isPresent());
        for (int i = 0; i < UserQuotas.GUEST_WAITING; i++) {
            assertTrue(other.waits());
        }
        assertFalse(other.waits());
        other.answered(1);
        assertTrue(other.waits());
    }
}
