package fluxj.services.kvs.tree;

import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A directory that a commit has opened: what it was, what changed, and the directories opened
/// below it. A directory below is either opened or a reference, never an entry of this one: so a
/// `dir` that is set becomes a directory of its own at once.
final class WorkDir {
    private final Dir before;
    private final Dir.Changes changes;
    private final Map<String, WorkDir> opened = new LinkedHashMap<>();

    WorkDir(Dir before) {
        this.before = before;
        this.changes = new Dir.Changes(before);
    }

    /// The directory of that name, when it is opened.
    Optional<WorkDir> opened(String name) {
        return Optional.ofNullable(opened.get(name));
    }

    /// The entry of that name, unless it is an opened directory.
    Optional<Treeobj> entry(String name) {
        return changes.get(name);
    }

    /// Opens a directory in place of whatever has that name.
    WorkDir open(String name, Dir dir) {
        WorkDir below = new WorkDir(dir);
        opened.put(name, below);
        return below;
    }

    void set(String name, Treeobj object) {
        if (object instanceof Dir dir) {
            open(name, dir);
        } else {
            opened.remove(name);
            changes.put(name, object);
        }
    }

    void remove(String name) {
        opened.remove(name);
        changes.remove(name);
    }

    /// All directories that are opened below, once those are opened that stood inside this one
    /// before, as only directories do that no commit has made.
    Iterable<WorkDir> openedBelow() {
        for (int i = 0; i < before.size(); i++) {
            if (before.entryAt(i) instanceof Dir inside) {
                String name = before.nameAt(i);
                if (!opened.containsKey(name) && entry(name).filter(inside::equals).isPresent()) {
                    open(name, inside);
                }
            }
        }
        return opened.values();
    }

    /// The directory as it is now.
    ///
    /// @param references of all directories opened below
    Dir toDir(IdentityHashMap<WorkDir, Treeobj.Dirref> references) {
        opened.forEach(
                (name, below) -> {
                    Treeobj.Dirref reference = references.get(below);
                    if (reference == null) {
                        throw new IllegalStateException(name + ": no reference yet");
                    }
                    changes.put(name, reference);
                });
        return changes.toDir();
    }
}
