package fluxj.treeobj;

import java.util.ArrayList;
import java.util.List;

/// A KVS key: the names on the way from the root. Normalised as Flux does: repeated dots count as
/// one, and dots at either end are dropped; a key of dots only is the root, written `.`. The empty
/// text is one empty name, which only itself reaches.
public record KvsKey(List<String> names) {
    /// The root.
    public static final KvsKey ROOT = new KvsKey(List.of());

    /// How deep tools follow directories: deeper ones are somebody's attack or a broken store.
    public static final int MAX_LEVELS = 4096;

    /// Keeps a copy of the list.
    public KvsKey {
        names = List.copyOf(names);
    }

    /// Reads any text as a key.
    public static KvsKey of(String text) {
        if (text.isEmpty()) {
            return new KvsKey(List.of(text));
        }
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (i > from) {
                    names.add(text.substring(from, i));
                }
                from = i + 1;
            }
        }
        return names.isEmpty() ? ROOT : new KvsKey(names);
    }

    /// True for the name of an entry that a key can lead to: not empty and without dots.
    public static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf('.') < 0;
    }

    /// True for the root.
    public boolean isRoot() {
        return names.isEmpty();
    }

    /// This key and, below it, another.
    public KvsKey resolve(KvsKey below) {
        List<String> all = new ArrayList<>(names);
        all.addAll(below.names);
        return new KvsKey(all);
    }

    /// The normalised text.
    @Override
    public String toString() {
        return names.isEmpty() ? "." : String.join(".", names);
    }
}
