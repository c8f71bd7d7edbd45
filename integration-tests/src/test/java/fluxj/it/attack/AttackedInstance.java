package fluxj.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.it.CommandLine;
import fluxj.it.Eventually;
import fluxj.it.KvsInstance;
import fluxj.it.Site;
import fluxj.it.TestBrokerProcess;
import fluxj.json.JsonObject;
import fluxj.overlay.OverlayProtocol;
import fluxj.wire.Payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A leader and two children over loopback TCP with CURVE, or a leader alone; guests allowed, the
/// KVS on each, and a [GoodClient] at work. The host table has a place for one more child, whom
/// nobody but an attacker is.
final class AttackedInstance implements AutoCloseable {
    /// What the leader may keep above its size when idle once an attack is over.
    static final long KEPT_MIB = 64;

    /// What an attack may cost unless its test says more.
    private static final Budget USUAL = new Budget(512, new Log(40, 8 << 10));

    private static final int SHOWN_LOG = 3000;

    /// What no line of a log may have: control characters, more than 500 characters, a stack.
    private static final Pattern ODD = Pattern.compile("[\\p{Cntrl}&&[^\n]]|.{501}|^\\s+at ");

    private static final int WARM_ROUNDS = 100;
    private static final long NEAR_IDLE_MIB = 2 * KEPT_MIB;
    private static final Duration MEMORY_LIMIT = Duration.ofSeconds(75);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    /// Lines and bytes.
    record Log(int lines, int bytes) {}

    /// What an attack may cost.
    ///
    /// @param peakMib what the leader may take meanwhile above its size when idle
    /// @param log what each broker may write
    private record Budget(long peakMib, Log log) {}

    /// What an attack is; its text becomes part of the report.
    interface Attack {
        Object run() throws IOException;
    }

    private final Site site;
    private final KvsInstance kvs;
    private final int size;
    private final MemoryUse memory;
    private final List<MemoryUse> memories;
    private final GoodClient good;
    private final long idleMib;

    /// @param size the number of brokers
    /// @param heap of the leader, as in `-Xmx`
    AttackedInstance(Path dir, int size, String heap) {
        this.size = size;
        site = Site.overTcp(dir, size == 1 ? 1 : size + 1).with("-Sbroker.quorum=" + size);
        allowGuests(true);
        kvs =
                new KvsInstance(
                        site,
                        size,
                        rank ->
                                List.of(
                                        "env",
                                        "FLUXJ_JVM_FLAGS=-Xmx" + (rank == 0 ? heap : "1g"),
                                        CommandLine.BIN.resolve("flux-broker").toString()));
        letGuestsIn(dir);
        memories = brokers().stream().map(b -> new MemoryUse(b.pid())).toList();
        memory = memories.getFirst();
        good = new GoodClient(brokers());
        awaitRounds(WARM_ROUNDS);
        idleMib = memory.residentMib();
    }

    private void letGuestsIn(Path dir) {
        List<Path> folders = new ArrayList<>(List.of(dir));
        for (TestBrokerProcess broker : brokers()) {
            folders.add(broker.socket().getParent());
        }
        try {
            for (Path folder : folders) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void allowGuests(boolean allow) {
        try {
            Files.writeString(
                    site.conf().resolve("access.toml"),
                    "[access]\nallow-guest-user = " + allow + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets guests in from now on, or none.
    void letGuests(boolean in) {
        allowGuests(in);
        CommandLine.Result reload = broker(0).fluxj("config", "reload").run();
        assertEquals(0, reload.exitCode(), reload.all());
    }

    /// Makes a namespace of the KVS that belongs to the guest.
    void giveGuestNamespace(String name) {
        JsonObject root = owner(0).call("kvs.getroot", 0, JsonObject.of("namespace", "primary"));
        owner(0).call(
                        "kvs.namespace-create",
                        0,
                        JsonObject.builder()
                                .put("namespace", name)
                                .put("rootref", root.text("rootref").orElseThrow())
                                .put("owner", Guest.UID)
                                .put("flags", 0)
                                .build());
    }

    List<TestBrokerProcess> brokers() {
        return IntStream.range(0, size).mapToObj(kvs::broker).toList();
    }

    TestBrokerProcess broker(int rank) {
        return kvs.broker(rank);
    }

    /// A client of the owner; it is served while it waits in a call.
    FluxClient owner(int rank) {
        return kvs.client(rank);
    }

    /// A new client of the owner, served with the others.
    FluxClient newOwner(int rank) {
        return broker(rank).open(owner(0).reactor());
    }

    /// A new client of a guest, served with the owner's.
    FluxClient guest(int rank) {
        return Guest.open(broker(rank).socket(), Map.of(), owner(0).reactor());
    }

    /// A new client of a guest who says in each message that he is the owner.
    FluxClient pretender(int rank) {
        Map<String, String> claims = Map.of("FLUX_HANDLE_USERID", "0", "FLUX_HANDLE_ROLEMASK", "1");
        return Guest.open(broker(rank).socket(), claims, owner(0).reactor());
    }

    /// Serves those clients until something holds.
    void serve(Supplier<String> what, BooleanSupplier done) {
        assertTrue(kvs.serve(Eventually.LIMIT, done), () -> "waited in vain for " + what.get());
    }

    /// Bare connections of the guest.
    List<SocketChannel> guests(int rank, int count) {
        return Guest.connect(broker(rank).socket(), count);
    }

    /// Where the leader listens.
    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", site.port(0));
    }

    /// A new peer with a valid key at the leader.
    OverlayPeer peer() {
        return OverlayPeer.connect(site, site.port(0));
    }

    /// Runs an attack and checks what the instance must keep meanwhile.
    void suffers(String name, Attack attack) {
        suffers(name, USUAL, attack);
    }

    /// The same where the leader may take more or less than usual above its size when idle.
    void suffers(String name, long peakMib, Attack attack) {
        suffers(name, new Budget(peakMib, USUAL.log()), attack);
    }

    private void suffers(String name, Budget budget, Attack attack) {
        beginNearIdle();
        good.takeReport();
        memories.forEach(MemoryUse::resetPeak);
        long begin = memory.residentMib() - idleMib;
        List<String> before = logTexts();
        Object result;
        try {
            result = attack.run();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
        // What the attack did to the good client may still be on its way.
        awaitRounds(2);
        List<Long> peaks = memories.stream().map(MemoryUse::peakMib).toList();
        long peak = peaks.getFirst() - idleMib;
        GoodClient.Report report = good.takeReport();
        List<String> written = logsSince(before);
        List<Log> sizes = written.stream().map(AttackedInstance::sizeOf).toList();
        String story =
                "attack: %s: %s; leader's %d MiB: %+d before, %+d at most (all: %s); owner: %s; logs %s"
                        .formatted(name, result, idleMib, begin, peak, peaks, report, sizes);
        System.out.println(story);
        assertEquals(List.of(), report.failures(), () -> story + logs());
        assertTrue(peak <= budget.peakMib(), story);
        checkChildren(story);
        for (Log log : sizes) {
            assertTrue(
                    log.lines() <= budget.log().lines() && log.bytes() <= budget.log().bytes(),
                    story);
        }
        for (String text : written) {
            assertFalse(ODD.matcher(text).find(), () -> story + logs());
        }
    }

    private void awaitRounds(int more) {
        int wanted = good.rounds() + more;
        Eventually.until(
                () -> "the owner's requests to be answered" + logs(),
                () -> good.rounds() >= wanted || good.isOver());
    }

    private void checkChildren(String story) {
        OverlayProtocol.Health health =
                owner(0).get(
                                owner(0).rpc().request("overlay.health", 0, Payload.NONE, 0),
                                Eventually.LIMIT)
                        .payload()
                        .as(OverlayProtocol.Health.class);
        for (int rank = 1; rank < size; rank++) {
            int child = rank;
            assertTrue(
                    health.children().stream()
                            .anyMatch(c -> c.rank() == child && c.status().equals("full")),
                    () -> story + health + logs());
        }
    }

    /// What an earlier attack has left is not this one's.
    private void beginNearIdle() {
        if (memory.residentMib() > idleMib + NEAR_IDLE_MIB) {
            givesMemoryBack();
        }
    }

    /// Lets the owner rest and waits until the leader has given back what it took.
    void givesMemoryBack() {
        good.rest(true);
        long before = memory.residentMib();
        long start = System.nanoTime();
        Eventually.until(
                MEMORY_LIMIT,
                () ->
                        "the leader, %d MiB when idle, to shrink from %d MiB"
                                .formatted(idleMib, memory.residentMib()),
                () -> memory.residentMib() <= idleMib + KEPT_MIB);
        System.out.println(
                "attack: over: from %d MiB to %d, idle %d, in %.1f s"
                        .formatted(
                                before,
                                memory.residentMib(),
                                idleMib,
                                (System.nanoTime() - start) / 1e9));
        good.rest(false);
    }

    /// Ends all brokers in order and in time.
    void shutsDown() {
        good.close();
        long start = System.nanoTime();
        kvs.shutDown();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(END_LIMIT) < 0, () -> took + logs());
    }

    @Override
    public void close() {
        good.close();
        kvs.close();
    }

    /// The end of what each broker wrote.
    private String logs() {
        StringBuilder logs = new StringBuilder();
        for (TestBrokerProcess broker : brokers()) {
            String log = broker.log();
            logs.append("\n\nbroker ").append(broker.rank()).append(":\n");
            logs.append(log, Math.max(0, log.length() - SHOWN_LOG), log.length());
        }
        return logs.toString();
    }

    private List<String> logTexts() {
        return brokers().stream().map(TestBrokerProcess::log).toList();
    }

    /// What each broker wrote since then.
    private List<String> logsSince(List<String> before) {
        List<String> now = logTexts();
        return IntStream.range(0, size)
                .mapToObj(rank -> now.get(rank).substring(before.get(rank).length()))
                .toList();
    }

    private static Log sizeOf(String text) {
        return new Log((int) text.lines().count(), text.length());
    }
}
