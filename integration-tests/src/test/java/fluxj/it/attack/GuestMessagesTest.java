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
import java.util.List;

/// A guest whose messages are odd.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuestMessagesTest {
    private static final Duration LIMIT = Duration.ofSeconds(8);
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
    void deeplyNestedJsonIsRefusedInFewLines() {
        String nested = "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}";
        instance.suffers(
                "nested JSON",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        for (String topic :
                                List.of("broker.ping", "kvs.commit", "attr.get", "kvs.lookup")) {
                            crowd.addAll(
                                    instance.guests(0, 1),
                                    true,
                                    200,
                                    Messages.request(topic, 0, nested));
                            crowd.addAll(
                                    instance.guests(1, 1),
                                    true,
                                    200,
                                    Messages.request(topic, 2, nested));
                        }
                        crowd.converse(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(2)
    void routesOfAGuestsOwnTakeNoChildOut() {
        instance.suffers(
                "requests with routes of their own",
                () -> {
                    try (Crowd crowd = new Crowd()) {
                        for (int count : List.of(200, 240, 245, 250, 255, 260, 400, 10_000)) {
                            byte[] local = Messages.routed("broker.ping", 1, count);
                            byte[] across = Messages.routed("broker.ping", 2, count);
                            crowd.addAll(instance.guests(0, 1), true, 3, local);
                            crowd.addAll(instance.guests(1, 1), true, 3, across);
                        }
                        for (int count = 246; count < 254; count++) {
                            byte[] request = Messages.routed("broker.ping", 1, count);
                            crowd.addAll(instance.guests(0, 1), true, 3, request);
                        }
                        crowd.addAll(
                                instance.guests(0, 1),
                                true,
                                3,
                                Messages.request("t".repeat(MIB), 1, "{}"));
                        crowd.converse(LIMIT);
                        return crowd.toString();
                    }
                });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterwardsTheInstanceEndsInOrder() {
        instance.shutsDown();
    }
}
