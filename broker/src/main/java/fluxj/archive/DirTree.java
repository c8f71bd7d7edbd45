package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A directory that grows while an archive is read, and what is below it.
final class DirTree {
    /// The names on the way to a member of an archive, whoever made it. Slashes part names, and so
    /// do dots, as they do in each key: a name with a dot in it could be stored, but no key would
    /// lead to it. Empty names, which are also those of `./`, count for nothing.
    record Name(List<String> names) {
        private static final char REPLACEMENT = '\ufffd';

        /// Keeps a copy of the list.
        Name {
            names = List.copyOf(names);
        }

        /// Reads a name.
        ///
        /// @throws FluxException EINVAL when it is no UTF-8 or holds a NUL
        static Name of(String path) {
            if (path.indexOf(REPLACEMENT) >= 0 || path.indexOf(0) >= 0) {
                throw invalid(path);
            }
            List<String> names = new ArrayList<>();
            int from = 0;
            for (int i = 0; i <= path.length(); i++) {
                if (i == path.length() || path.charAt(i) == '/' || path.charAt(i) == '.') {
                    if (i > from) {
                        names.add(path.substring(from, i));
                    }
                    from = i + 1;
                }
            }
            return new Name(names);
        }

        /// The error of a name that cannot be one.
        static FluxException invalid(String path) {
            return new FluxException(
                    Errno.EINVAL,
                    "error inserting "
                            + path.replace('\0', REPLACEMENT)
                            + " into root directory: "
                            + Errno.EINVAL.text());
        }

        /// True when a path leads out of the folder it is in, which no key does.
        static boolean leadsUp(String path) {
            return ("/" + path + "/").contains("/../");
        }
    }

    private final @Nullable DirTree parent;
    private final String name;
    private Map<String, Treeobj> entries = new HashMap<>();
    private final Map<String, DirTree> directories = new HashMap<>();
    private int unstored;

    private DirTree(@Nullable DirTree parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /// An empty root.
    static DirTree root() {
        return new DirTree(null, "");
    }

    @Nullable DirTree parent() {
        return parent;
    }

    String name() {
        return name;
    }

    /// Puts an entry; makes the directories on the way.
    ///
    /// @param path what the member is called in an error
    void put(Name name, String path, Treeobj entry) {
        DirTree dir = this;
        List<String> names = name.names();
        for (String above : names.subList(0, names.size() - 1)) {
            dir = dir.below(above, path);
        }
        dir.directories.remove(names.getLast());
        dir.entries.put(names.getLast(), entry);
    }

    /// The entry of that name, unless it is a directory.
    Optional<Treeobj> get(Name name) {
        DirTree dir = this;
        List<String> names = name.names();
        for (String above : names.subList(0, names.size() - 1)) {
            DirTree next = dir.directories.get(above);
            if (next == null) {
                return Optional.empty();
            }
            dir = next;
        }
        return Optional.ofNullable(dir.entries.get(names.getLast()));
    }

    private DirTree below(String child, String path) {
        if (entries.containsKey(child)) {
            throw new FluxException(Errno.ENOTDIR, child + " in " + path + " is not a directory");
        }
        DirTree found = directories.get(child);
        if (found == null) {
            found = new DirTree(this, child);
            directories.put(child, found);
        }
        return found;
    }

    /// The directories without directories, with which storing begins; counts the others.
    List<DirTree> leaves() {
        List<DirTree> leaves = new ArrayList<>();
        List<DirTree> open = new ArrayList<>();
        open.add(this);
        while (!open.isEmpty()) {
            DirTree dir = open.removeLast();
            dir.unstored = dir.directories.size();
            if (dir.unstored == 0) {
                leaves.add(dir);
            }
            open.addAll(dir.directories.values());
        }
        return leaves;
    }

    /// The object to store; the entries are let go.
    byte[] encode() {
        byte[] bytes = Dir.of(entries).encode();
        entries = Map.of();
        return bytes;
    }

    /// Puts the reference of a stored child in its place; true when that was the last.
    boolean stored(String child, Treeobj.Dirref reference) {
        directories.remove(child);
        entries.put(child, reference);
        unstored--;
        return unstored == 0;
    }

    /// The members of an archive on their way into the tree. Values are stored several at once; of
    /// those with one name the last in the archive stays, whichever is stored last.
    static final class Members {
        /// A member whose value is being stored.
        static final class Coming {
            private final Name name;
            private final String path;
            private final List<Coming> links;

            private Coming(Name name, String path, List<Coming> links) {
                this.name = name;
                this.path = path;
                this.links = links;
            }
        }

        private final DirTree root;
        private final Map<Name, Coming> coming = new HashMap<>();

        Members(DirTree root) {
            this.root = root;
        }

        /// Puts an entry into the tree.
        void put(Name name, String path, Treeobj entry) {
            coming.remove(name);
            root.put(name, path, entry);
        }

        /// Announces an entry.
        Coming coming(Name name, String path) {
            return coming(name, path, new ArrayList<>());
        }

        /// @param links all that get the same entry
        private Coming coming(Name name, String path, List<Coming> links) {
            Coming announced = new Coming(name, path, links);
            links.add(announced);
            coming.put(name, announced);
            return announced;
        }

        /// Puts an announced entry into the tree, and under the names that link to it, unless
        /// others of these names came after it.
        void arrived(Coming announced, Treeobj entry) {
            for (Coming each : announced.links) {
                if (coming.remove(each.name, each)) {
                    root.put(each.name, each.path, entry);
                }
            }
        }

        /// Gives what was put or announced before one more name; false when there is nothing.
        boolean link(Name name, String path, Name target) {
            Coming awaited = coming.get(target);
            if (awaited != null) {
                if (!name.equals(target)) {
                    coming(name, path, awaited.links);
                }
                return true;
            }
            Optional<Treeobj> entry = root.get(target);
            entry.ifPresent(found -> put(name, path, found));
            return entry.isPresent();
        }
    }
}
