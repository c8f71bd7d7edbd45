package fluxj.treeobj;

import java.util.ArrayList;
import java.util.List;

/// A KVS key: the names on the way from the root. Normalised as Flux does: repeated dots count as
/// one, and dots at either end are dropped; a key of dots only is the root, written `.`. The empty
/// text is one empty name, which only itself reaches.
public record Key(List<String> names) {
    /// The root.
    public static final Key ROOT = new Key(List.of());

    /// How deep tools follow directories: deeper ones are somebody's attack or a broken store.
    public static final int MAX_LEVELS = 4096;

    /// Keeps a copy of the list.
    public Key {
        names = List.copyOf(names);
    }

    /// Reads any text as a key.
    public static Key of(String text) {
        if (text.isEmpty()) {
            return new Key(List.of(text));
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
        return names.isEmpty() ? ROOT : new Key(names);
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
    public Key resolve(Key below) {
        List<String> all = new ArrayList<>(names);
        all.addAll(below.names);
        return new Key(all);
    }

    /// The normalised text.
    @Override
    public String toString() {
        return names.isEmpty() ? "." : String.join(".", names);
    }
}
