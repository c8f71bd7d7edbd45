package fluxj.archive;

import fluxj.filemap.AsyncLoop;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A directory of the content store while it is edited. What is below it is loaded when it is gone
/// into, and stored again from the bottom up.
final class EditDir {
    private final ContentStore content;
    private final Dir.Changes changes;
    private final TreeMap<String, EditDir> open = new TreeMap<>(Dir.BY_UTF8);

    EditDir(ContentStore content, Dir before) {
        this.content = content;
        changes = new Dir.Changes(before);
    }

    /// Goes into a directory. One that is not there is made, and so is one in the place of anything
    /// else.
    Promise<EditDir> enter(String name) {
        EditDir entered = open.get(name);
        if (entered != null) {
            return Promise.of(entered);
        }
        return switch (changes.get(name).orElse(Dir.EMPTY)) {
            case Dir dir -> Promise.of(opened(name, dir));
            case Treeobj.Dirref dirref ->
                    content.load(dirref.blob())
                            .map(bytes -> opened(name, ContentStore.directory(bytes)));
            case Treeobj _ -> Promise.of(opened(name, Dir.EMPTY));
        };
    }

    private EditDir opened(String name, Dir dir) {
        EditDir child = new EditDir(content, dir);
        open.put(name, child);
        return child;
    }

    /// Goes down a path of names.
    Promise<EditDir> enter(List<String> path) {
        Promise<EditDir> at = Promise.of(this);
        for (String name : path) {
            at = at.flatMap(dir -> dir.enter(name));
        }
        return at;
    }

    /// True when there is an entry of that name that is a directory, or a reference to one.
    boolean hasDirectory(String name) {
        if (open.containsKey(name)) {
            return true;
        }
        Treeobj entry = changes.get(name).orElse(null);
        return entry instanceof Dir || entry instanceof Treeobj.Dirref;
    }

    /// Sets an entry.
    void put(String name, Treeobj entry) {
        open.remove(name);
        changes.put(name, entry);
    }

    /// Takes an entry away.
    void remove(String name) {
        open.remove(name);
        changes.remove(name);
    }

    /// Moves all entries to another directory, into the directories that it has.
    Promise<Empty> moveTo(EditDir target) {
        List<String> names = new ArrayList<>(open.keySet());
        Dir others = changes.toDir();
        for (int i = 0; i < others.size(); i++) {
            if (!open.containsKey(others.nameAt(i))) {
                names.add(others.nameAt(i));
            }
        }
        return AsyncLoop.each(names, name -> move(name, target));
    }

    private Promise<Empty> move(String name, EditDir target) {
        if (hasDirectory(name) && target.hasDirectory(name)) {
            return enter(name).flatMap(from -> target.enter(name).flatMap(from::moveTo));
        }
        EditDir moved = open.get(name);
        Optional<Treeobj> entry = changes.get(name);
        if (moved != null) {
            target.remove(name);
            target.open.put(name, moved);
        } else if (entry.isPresent()) {
            target.put(name, entry.get());
        }
        return Promise.of(Empty.EMPTY);
    }

    /// Stores what has changed, and directories that were not blobs of their own; gives the
    /// reference of this one.
    Promise<Treeobj.Dirref> store() {
        Dir entries = changes.toDir();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.entryAt(i) instanceof Dir dir && !open.containsKey(entries.nameAt(i))) {
                opened(entries.nameAt(i), dir);
            }
        }
        return AsyncLoop.each(
                        open.keySet(),
                        name -> child(name).store().map(reference -> replaced(name, reference)))
                .flatMap(_ -> content.store(changes.toDir().encode()))
                .map(Treeobj.Dirref::new);
    }

    private EditDir child(String name) {
        EditDir child = open.get(name);
        if (child == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return child;
    }

    private Empty replaced(String name, Treeobj.Dirref reference) {
        changes.put(name, reference);
        return Empty.EMPTY;
    }
}
