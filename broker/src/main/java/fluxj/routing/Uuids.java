package fluxj.routing;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Identities for route stacks.
public final class Uuids {
    private Uuids() {}

    /// A random (version 4) UUID in lower case.
    public static String next(RandomGenerator random) {
        long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
