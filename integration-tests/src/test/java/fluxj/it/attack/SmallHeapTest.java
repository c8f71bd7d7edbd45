package fluxj.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;

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

/// A broker alone with a heap of 1 GiB.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SmallHeapTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// It may use its heap; it must not run out of it, nor of memory beside it.
    private static final long WHOLE_HEAP_MIB = 1024 + 64;

    private AttackedInstance instance;

    @BeforeAll
    void start(@TempDir Path dir) {
        Guest.assumePossible();
        instance = new AttackedInstance(dir, 1, "1g");
    }

    @AfterAll
    void end() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    @Order(1)
    void refusedGuestsAreFewLines() {
        instance.letGuests(false);
        instance.suffers(
                "refused guests",
                () -> {
                    int count = Scale.of(5_000);
                    int verdict = Guest.refused(instance.broker(0).socket(), count);
                    assertEquals(Errno.EPERM.number(), verdict);
                    return count + " refused";
                });
        instance.letGuests(true);
    }

    @Test
    @Order(2)
    void sixtyClientsThatNeverReadDoNotExhaustIt() {
        instance.suffers(
                "60 clients that never read, 1 GiB of heap",
                WHOLE_HEAP_MIB,
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 60),
                                false,
                                Scale.of(100),
                                Messages.ping(0, 1 << 20));
                        crowd.push(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(3)
    void afterwardsItEndsInOrder() {
        instance.shutsDown();
    }
}
