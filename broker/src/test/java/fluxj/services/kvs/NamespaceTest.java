package fluxj.services.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.format.Blobref;
import fluxj.format.HashType;

import org.junit.jupiter.api.Test;

import java.util.List;

class NamespaceTest {
    private static Blobref root(int number) {
        return HashType.SHA1.hash(new byte[] {(byte) number});
    }

    private final Namespace namespace =
            new Namespace(new Namespace.Identity("primary", 0, 0), root(5), 5, new WaitingCalls());

    @Test
    void aRootThatIsOlderOrTheSameChangesNothing() {
        namespace.setroot(root(4), 4, List.of());
        namespace.setroot(root(9), 5, List.of());
        assertEquals(5, namespace.seq());
        assertEquals(root(5), namespace.ref());
        namespace.setroot(root(7), 7, List.of());
        namespace.setroot(root(6), 6, List.of());
        assertEquals(7, namespace.seq());
        assertEquals(root(7), namespace.ref());
    }
}
