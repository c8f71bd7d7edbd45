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

/// A directory that grows while an archive is read, and what is below it.
final class DirTree {
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

    /// Puts an entry at a path with slashes; makes the directories on the way. A path of no name is
    /// nobody's and is passed over.
    void put(String path, Treeobj entry) {
        DirTree dir = this;
        int from = 0;
        String pending = "";
        for (int i = 0; i <= path.length(); i++) {
            if (i < path.length() && path.charAt(i) != '/') {
                continue;
            }
            if (i > from) {
                if (!pending.isEmpty()) {
                    dir = dir.below(pending, path);
                }
                pending = path.substring(from, i);
            }
            from = i + 1;
        }
        if (!pending.isEmpty()) {
            dir.directories.remove(pending);
            dir.entries.put(pending, entry);
        }
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
}
