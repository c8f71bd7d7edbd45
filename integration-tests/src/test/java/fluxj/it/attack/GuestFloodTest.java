package fluxj.it.attack;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// A guest who asks for more than is his.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuestFloodTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MIB = 1 << 20;

    private AttackedInstance instance;

    @BeforeAll
    void start(@TempDir Path dir) {
        Guest.assumePossible();
        instance = new AttackedInstance(dir, 3, "2g");
    }

    @AfterAll
    void end() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    @Order(1)
    void manyWaitsOfAGuestLeaveTheOwnersRoom() {
        instance.giveGuestNamespace("guest");
        byte[] wait =
                Messages.request(
                        "kvs.wait-version", 0, "{\"rootseq\":2000000000,\"namespace\":\"guest\"}");
        instance.suffers(
                "parked waits",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(instance.guests(0, 10), true, 21_000, wait);
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(4)
    void bigPingsFromALeafLeaveTheOthersRoom() {
        instance.suffers(
                "256 KiB pings from a leaf",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(1, 8),
                                true,
                                Scale.of(250),
                                Messages.ping(0, MIB / 4));
                        crowd.converse(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(2)
    void halfSentMessagesAreAdmittedByTheirAnnouncedSize() {
        instance.suffers(
                "half-sent messages",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 40),
                                true,
                                1,
                                Messages.beginning(64 * MIB, 48 * MIB));
                        crowd.addAll(
                                instance.guests(0, 4),
                                true,
                                1,
                                Messages.beginning(1024 * MIB, 96 * MIB));
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(5)
    void aPublisherOfBigEventsIsHeldBackAndNoChildIsShed() {
        instance.suffers(
                "1 MiB events",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 4),
                                true,
                                Scale.of(100),
                                Messages.event("guest.flood", MIB));
                        crowd.addAll(
                                instance.guests(1, 2),
                                true,
                                Scale.of(100),
                                Messages.publish("guest.flood", MIB));
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(6)
    void aChildThatStopsForAMomentStays() {
        instance.suffers(
                "1 MiB events while a child stops for three seconds",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 4),
                                true,
                                Scale.of(100),
                                Messages.event("guest.flood", MIB));
                        instance.broker(2).signal("STOP");
                        crowd.push(Duration.ofSeconds(3));
                        instance.broker(2).signal("CONT");
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(7)
    void clientsThatNeverReadHoldLittle() {
        instance.suffers(
                "40 clients that never read",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 40),
                                false,
                                Scale.of(100),
                                Messages.ping(0, MIB));
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterwardsMemoryGoesBackAndTheInstanceEndsInOrder() {
        instance.givesMemoryBack();
        instance.shutsDown();
    }
}
