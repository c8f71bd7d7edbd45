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

/// A guest who asks and never reads.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SilentReadersTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MIB = 1 << 20;

    private AttackedInstance instance;

    @BeforeAll
    void start(@TempDir Path dir) {
        Guest.assumePossible();
        instance = new AttackedInstance(dir, 18460, 3, "2g");
    }

    @AfterAll
    void end() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    @Order(1)
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
