package fluxj.overlay.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.format.Topology;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.PeerInfo;
import fluxj.service.Attributes;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Who may be a child (spec broker 2.4).
class HelloPolicyTest {
    private static final int VERSION = OverlayPlan.VERSION;

    private final Attributes attributes =
            new Attributes() {
                @Override
                public Optional<String> get(String name) {
                    return name.equals("hostlist") ? Optional.of("a[0-6]") : Optional.empty();
                }

                @Override
                public void set(String name, String value) {
                    throw new IllegalStateException();
                }
            };

    private String check(boolean keysAreRanks, String label, Hello hello) {
        HelloPolicy policy =
                new HelloPolicy(
                        0,
                        new Children(Topology.create("kary:2", 7), 0, 0),
                        new HostNames(attributes),
                        keysAreRanks);
        return policy.checkPlace(hello, new PeerInfo("u", "addr", label))
                .map(HelloPolicy.Refusal::text)
                .orElse("");
    }

    private static Hello hello(int rank, String host) {
        return new Hello(rank, VERSION, "u", 1, Optional.of(host));
    }

    @Test
    void letsItsChildrenIn() {
        assertEquals("", check(false, "cluster", hello(1, "a1")));
        assertEquals("", check(false, "", new Hello(2, VERSION, "u", 2, Optional.empty())));
    }

    @Test
    void refusesAnotherHost() {
        assertEquals(
                "a1 is configured as rank 1: mismatched config?", check(false, "", hello(1, "b1")));
    }

    @Test
    void refusesWhoIsNoChild() {
        assertEquals(
                "rank 3 is not a child of rank 0: mismatched config?",
                check(false, "", hello(3, "a3")));
        assertEquals(
                "rank 4294967295 is not a child of rank 0: mismatched config?",
                check(false, "", hello(-1, "a3")));
    }

    @Test
    void refusesForgedRanks() {
        assertEquals("", check(true, "1", hello(1, "a1")));
        assertEquals("rank 2 was claimed with the key of rank 1", check(true, "1", hello(2, "a2")));
        assertEquals(
                "overlay.hello names another broker than its connection",
                check(false, "", new Hello(1, VERSION, "v", 1, Optional.of("a1"))));
        assertEquals(
                "overlay.hello has the invalid status 5",
                check(false, "", new Hello(1, VERSION, "u", 5, Optional.of("a1"))));
    }

    @Test
    void comparesMajorAndMinorVersion() {
        assertEquals(Optional.empty(), HelloPolicy.checkVersion(VERSION));
        assertEquals(Optional.empty(), HelloPolicy.checkVersion(VERSION + 3));
        assertEquals(
                "client (0.87.0) version mismatched with server (0.88.0)",
                HelloPolicy.checkVersion(87 << 8).orElseThrow().text());
        assertEquals(22528, VERSION);
    }
}
