package fluxj.coral2.dws.apiserver.store;

import java.util.Comparator;

/// Which object of a kind.
///
/// @param namespace empty for objects of the whole cluster
/// @param name its name
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }
}
