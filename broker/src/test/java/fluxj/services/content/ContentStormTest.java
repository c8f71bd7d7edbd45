package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Random stores, loads and flushes while the backing store fails, waits, goes and comes back. What
/// was acknowledged must be there, and after a flush it must be in the backing store.
class ContentStormTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 120;
    private static final Errno[] ERRORS = {Errno.ENOSPC, Errno.EIO, Errno.ENOSYS};

    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("content", ContentService::new));
    private final FakeBacking backing = new FakeBacking();

    /// Requests without an answer yet: what it is that was stored, or was acknowledged before a
    /// flush.
    private final Map<Integer, Blobref> stores = new HashMap<>();

    private final Map<Integer, Set<Blobref>> flushes = new HashMap<>();
    private final Map<Integer, Blobref> loads = new HashMap<>();
    private final Set<Blobref> acknowledged = new HashSet<>();
    private boolean registered;
    private int tag = 100_000;

    private void send(String topic, Payload payload, Map<Integer, Blobref> into, Blobref ref) {
        into.put(++tag, ref);
        broker.send(Request.of(topic, payload, Message.NODEID_ANY, tag, 0));
    }

    private void step(SplittableRandom random) {
        int length = random.nextInt(20) == 0 ? Arrivals.BIG + random.nextInt(3) : 1;
        byte[] blob = new byte[length];
        blob[0] = (byte) random.nextInt(40);
        Blobref ref = HashType.SHA1.hash(blob);
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> send("content.store", Payload.ofBytes(blob), stores, ref);
            case 4, 5 -> send("content.load", Payload.ofBytes(ref.digest()), loads, ref);
            case 6 -> {
                flushes.put(++tag, new HashSet<>(acknowledged));
                broker.send(Request.of("content.flush", Payload.NONE, Message.NODEID_ANY, tag, 0));
            }
            case 7 -> backing.failWith(ERRORS[random.nextInt(ERRORS.length)]);
            case 8 -> backing.failWith(null);
            case 9 -> backing.holding = true;
            case 10 -> backing.release();
            case 11 -> broker.reactor().advance(Duration.ofMillis(random.nextInt(3000)));
            case 12 -> register(random.nextBoolean());
            case 13 -> broker.ask("content.dropcache", "{}");
            default -> throw new AssertionError();
        }
        if (random.nextInt(3) > 0) {
            broker.reactor().run();
        }
        check();
    }

    private void register(boolean there) {
        if (there != registered) {
            registered = there;
            broker.ask(
                    there ? "content.register-backing" : "content.unregister-backing",
                    there ? "{\"name\":\"fake\"}" : "{}");
        }
    }

    private void check() {
        for (Message message : List.copyOf(broker.received())) {
            if (message instanceof Response response) {
                broker.received().remove(message);
                check(response);
            }
        }
    }

    private void check(Response response) {
        Blobref stored = stores.remove(response.matchtag());
        Blobref loaded = loads.remove(response.matchtag());
        Set<Blobref> flushed = flushes.remove(response.matchtag());
        if (stored != null && response.errnum() == 0) {
            assertEquals(stored, Blobref.of(HashType.SHA1, response.payload().bytes()));
            acknowledged.add(stored);
        } else if (loaded != null && response.errnum() == 0) {
            assertEquals(loaded, HashType.SHA1.hash(response.payload().bytes()));
        } else if (flushed != null && response.errnum() == 0) {
            flushed.removeAll(backing.blobs.keySet());
            assertEquals(Set.of(), flushed, "flushed, but not in the backing store");
        }
    }

    private void settle() {
        backing.failWith(null);
        register(true);
        backing.release();
        broker.reactor().advance(Duration.ofSeconds(5));
        check();
        assertEquals(Map.of(), stores, "stores without an answer");
        assertEquals(Map.of(), loads, "loads without an answer");
        assertEquals(Map.of(), flushes, "flushes without an answer");
        Set<Blobref> lost = new HashSet<>(acknowledged);
        lost.removeAll(backing.blobs.keySet());
        assertEquals(Set.of(), lost, "acknowledged, but not in the backing store");
        assertEquals(
                0, broker.ask("content.stats-get", "{}").whole("dirty").orElseThrow().intValue());
    }

    private void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        broker.core().add(backing.name(), backing::create);
        broker.get(
                broker.modules()
                        .load(
                                ModuleSpec.of(
                                        "content",
                                        "flush-batch-limit=" + (1 + random.nextInt(4)),
                                        "dirty-size-limit=" + (random.nextBoolean() ? 8 : 1000000),
                                        "purge-target-size=3",
                                        "purge-old-entry=0")));
        for (int i = 0; i < STEPS; i++) {
            step(random);
        }
        settle();
        assertEquals(List.of(), broker.faults());
    }

    @Test
    void whatIsAcknowledgedIsNeverLost() {
        List<String> failed = new ArrayList<>();
        int acknowledgements = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            ContentStormTest storm = new ContentStormTest();
            try {
                storm.run(seed);
            } catch (AssertionError | RuntimeException e) {
                failed.add("seed " + seed + ": " + e);
            }
            acknowledgements += storm.acknowledged.size();
        }
        assertEquals(List.of(), failed);
        assertTrue(acknowledgements > SEEDS, "too few: " + acknowledgements);
    }
}
