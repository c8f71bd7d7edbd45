package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.services.kvswatch.KvsWatchProtocol.Watched;
import fluxj.wire.Credentials;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// One namespace: its newest root and all who watch it. Groups are found by the key a commit names,
/// so that a commit costs nothing for those it does not concern.
final class NamespaceWatch {
    private final String name;
    private final Function<WatchKey, WatchGroup> group;
    private final Map<WatchKey, WatchGroup> groups = new LinkedHashMap<>();
    private final Map<String, Set<WatchGroup>> byKey = new LinkedHashMap<>();
    private final Set<WatchGroup> everyCommit = new LinkedHashSet<>();
    private @Nullable CommittedRoot commit;
    private int owner = Credentials.USERID_UNKNOWN;
    private int watchers;
    private boolean asking;

    /// @param group makes the group of a key
    NamespaceWatch(String name, Function<WatchKey, WatchGroup> group) {
        this.name = name;
        this.group = group;
    }

    String name() {
        return name;
    }

    boolean isEmpty() {
        return watchers == 0;
    }

    Watched stats() {
        @Nullable CommittedRoot known = commit;
        return known == null
                ? new Watched(owner, -1, "(null)", watchers)
                : new Watched(owner, known.rootseq(), known.root().toString(), watchers);
    }

    /// True when its root is not known and nobody is asking for it; then the caller is to ask.
    boolean beginAsking() {
        boolean begin = commit == null && !asking;
        asking |= begin;
        return begin;
    }

    /// Adds a watcher, who gets the first value as soon as there is a root.
    void add(Watcher watcher, WatchKey watchKey) {
        WatchGroup joined = groups.get(watchKey);
        if (joined == null) {
            joined = group.apply(watchKey);
            groups.put(watchKey, joined);
            if (watchKey.everyCommit()) {
                everyCommit.add(joined);
            } else {
                byKey.computeIfAbsent(watchKey.key(), _ -> new LinkedHashSet<>()).add(joined);
            }
        }
        joined.add(watcher);
        watchers++;
        @Nullable CommittedRoot known = commit;
        if (known != null) {
            begin(joined, watcher, known);
        }
    }

    /// Takes a watcher out whose call has closed.
    void remove(Watcher watcher, WatchKey watchKey) {
        @Nullable WatchGroup left = groups.get(watchKey);
        if (left == null) {
            return;
        }
        watchers--;
        left.remove(watcher);
        if (left.isEmpty()) {
            groups.remove(watchKey);
            everyCommit.remove(left);
            @Nullable Set<WatchGroup> ofKey = byKey.get(watchKey.key());
            if (ofKey != null) {
                ofKey.remove(left);
                if (ofKey.isEmpty()) {
                    byKey.remove(watchKey.key());
                }
            }
        }
    }

    /// A first root, from `kvs.getroot` or because the namespace was created.
    void first(CommittedRoot root, int ownedBy) {
        asking = false;
        if (commit == null) {
            commit = root;
            owner = ownedBy;
            for (WatchGroup each : List.copyOf(groups.values())) {
                for (Watcher watcher : each.watchers()) {
                    begin(each, watcher, root);
                }
            }
        }
    }

    /// A new root, by a commit that named these keys.
    void next(CommittedRoot root, int ownedBy, JsonObject keys) {
        @Nullable CommittedRoot before = commit;
        if (before == null) {
            first(root, ownedBy);
            return;
        }
        if (root.rootseq() <= before.rootseq()) {
            return;
        }
        commit = root;
        if (byKey.size() < keys.members().size()) {
            for (Map.Entry<String, Set<WatchGroup>> watched : byKey.entrySet()) {
                if (keys.members().containsKey(watched.getKey())) {
                    watched.getValue().forEach(each -> each.again(root));
                }
            }
        } else {
            for (String key : keys.keys()) {
                byKey.getOrDefault(key, Set.of()).forEach(each -> each.again(root));
            }
        }
        everyCommit.forEach(each -> each.again(root));
    }

    /// There is no root to be had. A namespace that is not there yet is no error for those who wait
    /// for it.
    void failed(FluxException error) {
        asking = false;
        if (commit == null) {
            for (Watcher watcher : all()) {
                if (!watcher.mode().waitCreate() || !error.errno().equals(Errno.EOPNOTSUPP)) {
                    watcher.call().fail(error.errno(), "");
                }
            }
        }
    }

    /// The namespace is gone.
    void removed() {
        for (Watcher watcher : all()) {
            watcher.call().fail(Errno.EOPNOTSUPP, "");
        }
    }

    private void begin(WatchGroup joined, Watcher watcher, CommittedRoot root) {
        if (watcher.call().from().mayActFor(owner)) {
            joined.begin(watcher, root);
        } else {
            watcher.call().fail(Errno.EPERM, "");
        }
    }

    private List<Watcher> all() {
        List<Watcher> all = new ArrayList<>(watchers);
        for (WatchGroup each : groups.values()) {
            all.addAll(each.watchers());
        }
        return all;
    }
}
