package fluxj.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.it.Eventually;
import fluxj.reactor.Promise;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Large messages that the owner wants: no attack, and nobody is cut off for them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LargeMessagesTest {
    private static final int COUNT = 3;

    private AttackedInstance instance;

    @BeforeAll
    void start(@TempDir Path dir) {
        instance = new AttackedInstance(dir, 3, "2g");
    }

    @AfterAll
    void end() {
        if (instance != null) {
            instance.close();
        }
    }

    private static int size() {
        return Math.min(100, Scale.of(32)) << 20;
    }

    @Test
    @Order(2)
    void severalBlobsReadAtOnceOnAChildAllArrive() {
        instance.suffers(
                "large blobs read on rank 1",
                () -> {
                    FluxClient leader = instance.owner(0);
                    List<Payload> refs = new ArrayList<>();
                    for (int i = 0; i < COUNT; i++) {
                        byte[] blob = new byte[size()];
                        blob[0] = (byte) i;
                        refs.add(
                                leader.get(
                                                leader.rpc()
                                                        .request(
                                                                "content.store",
                                                                0,
                                                                Payload.ofBytes(blob),
                                                                0),
                                                Eventually.LIMIT)
                                        .payload());
                    }
                    FluxClient reader = instance.owner(1);
                    List<Promise<Response>> loads = new ArrayList<>();
                    for (Payload ref : refs) {
                        loads.add(reader.rpc().request("content.load", 1, ref, 0));
                    }
                    for (int i = 0; i < COUNT; i++) {
                        Payload blob = reader.get(loads.get(i), Eventually.LIMIT).payload();
                        assertEquals(size(), blob.length());
                        assertEquals(i, blob.bytes()[0]);
                    }
                    return COUNT + " of " + (size() >> 20) + " MiB";
                });
    }

    @Test
    @Order(1)
    void severalLargeRequestsToAChildAreAnswered() {
        instance.suffers(
                "large requests to rank 1",
                () -> {
                    FluxClient leader = instance.owner(0);
                    Payload ping = Payload.ofText("{\"pad\":\"" + "p".repeat(size()) + "\"}");
                    List<Promise<Response>> pings = new ArrayList<>();
                    for (int i = 0; i < COUNT; i++) {
                        pings.add(leader.rpc().request("broker.ping", 1, ping, 0));
                    }
                    for (Promise<Response> answer : pings) {
                        int length = leader.get(answer, Eventually.LIMIT).payload().length();
                        assertTrue(length >= ping.length(), () -> "an answer of " + length);
                    }
                    return COUNT + " of " + (size() >> 20) + " MiB";
                });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterwardsMemoryGoesBackAndTheInstanceEndsInOrder() {
        instance.givesMemoryBack();
        instance.shutsDown();
    }
}
