package fluxj.treeobj;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A directory: names in the order of their UTF-8 bytes, which is the canonical one, each with its
/// entry. Immutable; [#with] and [#without] copy two arrays of references, [Changes] collects many
/// changes first.
public final class Dir implements Treeobj {
    /// No entries. Its sha1 reference is `sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91`.
    public static final Dir EMPTY = new Dir(new String[0], new Treeobj[0]);

    /// The order of names: that of their UTF-8 bytes.
    public static final Comparator<String> BY_UTF8 = Dir::compare;

    private final String[] names;
    private final Treeobj[] entries;

    private Dir(String[] names, Treeobj[] entries) {
        this.names = names;
        this.entries = entries;
    }

    /// A directory of these entries.
    public static Dir of(Map<String, ? extends Treeobj> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        TreeMap<String, Treeobj> sorted = new TreeMap<>(BY_UTF8);
        sorted.putAll(entries);
        return new Dir(
                sorted.keySet().toArray(new String[0]), sorted.values().toArray(new Treeobj[0]));
    }

    /// A directory of the first entries of two arrays that nobody else will change, in order.
    static Dir owning(String[] names, Treeobj[] entries, int count) {
        return count == 0
                ? EMPTY
                : new Dir(Arrays.copyOf(names, count), Arrays.copyOf(entries, count));
    }

    /// UTF-16 order differs from UTF-8 order only in surrogates, which come after everything else.
    private static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogate = Character.isSurrogate(x);
                if (surrogate != Character.isSurrogate(y)) {
                    return surrogate ? 1 : -1;
                }
                return x - y;
            }
        }
        return a.length() - b.length();
    }

    /// How many entries.
    public int size() {
        return names.length;
    }

    /// True without entries.
    public boolean isEmpty() {
        return names.length == 0;
    }

    /// The entry of that name.
    public Optional<Treeobj> get(String name) {
        int at = Arrays.binarySearch(names, name, BY_UTF8);
        return at < 0 ? Optional.empty() : Optional.of(entries[at]);
    }

    /// Visits all entries in order.
    public void forEach(BiConsumer<String, ? super Treeobj> visitor) {
        for (int i = 0; i < names.length; i++) {
            visitor.accept(names[i], entries[i]);
        }
    }

    /// The name at an index of the order.
    public String nameAt(int index) {
        return names[index];
    }

    /// The entry at an index of the order.
    public Treeobj entryAt(int index) {
        return entries[index];
    }

    /// The same directory with that entry set.
    public Dir with(String name, Treeobj entry) {
        int at = Arrays.binarySearch(names, name, BY_UTF8);
        if (at >= 0) {
            Treeobj[] changed = entries.clone();
            changed[at] = entry;
            return new Dir(names, changed);
        }
        int insert = -at - 1;
        String[] moreNames = new String[names.length + 1];
        Treeobj[] moreEntries = new Treeobj[names.length + 1];
        System.arraycopy(names, 0, moreNames, 0, insert);
        System.arraycopy(entries, 0, moreEntries, 0, insert);
        moreNames[insert] = name;
        moreEntries[insert] = entry;
        System.arraycopy(names, insert, moreNames, insert + 1, names.length - insert);
        System.arraycopy(entries, insert, moreEntries, insert + 1, names.length - insert);
        return new Dir(moreNames, moreEntries);
    }

    /// The same directory without that entry; itself when there is none.
    public Dir without(String name) {
        return get(name).isEmpty() ? this : new Changes(this).remove(name).toDir();
    }

    @Override
    public String type() {
        return "dir";
    }

    /// A loop, so that directories inside directories cannot exhaust the stack.
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Dir that)) {
            return false;
        }
        Deque<Treeobj> open = new ArrayDeque<>(List.of(this, that));
        while (!open.isEmpty()) {
            Treeobj left = open.pop();
            Treeobj right = open.pop();
            if (!(left instanceof Dir a) || !(right instanceof Dir b)) {
                if (!left.equals(right)) {
                    return false;
                }
            } else if (a != b) {
                if (!Arrays.equals(a.names, b.names)) {
                    return false;
                }
                for (int i = 0; i < a.names.length; i++) {
                    open.push(b.entries[i]);
                    open.push(a.entries[i]);
                }
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(names);
    }

    @Override
    public String toString() {
        return toJson().toString();
    }

    /// Changes to one directory, collected and then applied in one pass.
    public static final class Changes {
        private final Dir before;
        private final TreeMap<String, Optional<Treeobj>> changes = new TreeMap<>(BY_UTF8);

        /// Starts with no change.
        public Changes(Dir before) {
            this.before = before;
        }

        /// The entry as it is after the changes so far.
        public Optional<Treeobj> get(String name) {
            Optional<Treeobj> changed = changes.get(name);
            return changed != null ? changed : before.get(name);
        }

        /// Sets an entry.
        public Changes put(String name, Treeobj entry) {
            changes.put(name, Optional.of(entry));
            return this;
        }

        /// Takes an entry away.
        public Changes remove(String name) {
            changes.put(name, Optional.empty());
            return this;
        }

        /// The directory with all changes.
        public Dir toDir() {
            if (changes.isEmpty()) {
                return before;
            }
            int room = before.names.length + changes.size();
            String[] names = new String[room];
            Treeobj[] entries = new Treeobj[room];
            int count = 0;
            int old = 0;
            for (Map.Entry<String, Optional<Treeobj>> change : changes.entrySet()) {
                String name = change.getKey();
                int order = -1;
                while (old < before.names.length
                        && (order = compare(before.names[old], name)) < 0) {
                    names[count] = before.names[old];
                    entries[count++] = before.entries[old++];
                }
                if (old < before.names.length && order == 0) {
                    old++;
                }
                if (change.getValue().isPresent()) {
                    names[count] = name;
                    entries[count++] = change.getValue().get();
                }
            }
            int rest = before.names.length - old;
            System.arraycopy(before.names, old, names, count, rest);
            System.arraycopy(before.entries, old, entries, count, rest);
            count += rest;
            return owning(names, entries, count);
        }
    }
}
