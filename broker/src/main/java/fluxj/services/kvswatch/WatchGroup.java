package fluxj.services.kvswatch;

import fluxj.reactor.Promise;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The watchers of one [WatchKey]. A commit costs one lookup for all of them, and answers are
/// handed out in commit order however they come in.
final class WatchGroup {
    private static final class PendingLookup {
        private final long number;
        private final int rootseq;
        private final boolean initial;
        private @Nullable LookupResponse answer;

        private PendingLookup(long number, int rootseq, boolean initial) {
            this.number = number;
            this.rootseq = rootseq;
            this.initial = initial;
        }
    }

    private final WatchKey watchKey;
    private final KvsLookups lookups;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private final Deque<PendingLookup> asked = new ArrayDeque<>();
    private @Nullable FoundValue latest;
    private long lastNumber;

    WatchGroup(WatchKey watchKey, KvsLookups lookups) {
        this.watchKey = watchKey;
        this.lookups = lookups;
    }

    WatchKey watchKey() {
        return watchKey;
    }

    List<Watcher> watchers() {
        return new ArrayList<>(watchers);
    }

    int size() {
        return watchers.size();
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void add(Watcher watcher) {
        watchers.add(watcher);
    }

    void remove(Watcher watcher) {
        watchers.remove(watcher);
    }

    /// Gets a watcher its first value. Those who come while one such lookup is on its way, with no
    /// commit between, share it.
    void begin(Watcher watcher, CommittedRoot commit) {
        @Nullable PendingLookup newest = asked.peekLast();
        if (newest != null
                && newest.initial
                && newest.rootseq == commit.rootseq()
                && newest.answer == null) {
            watcher.beginsWith(newest.number);
            return;
        }
        PendingLookup first = new PendingLookup(++lastNumber, commit.rootseq(), true);
        watcher.beginsWith(first.number);
        await(first, lookups.ask(watchKey));
    }

    /// Looks the key up in a new root, for all that have begun.
    void again(CommittedRoot commit) {
        await(
                new PendingLookup(++lastNumber, commit.rootseq(), false),
                lookups.askAt(watchKey, commit));
    }

    private void await(PendingLookup lookup, Promise<Response> response) {
        asked.add(lookup);
        response.then(
                found -> answered(lookup, LookupResponse.of(found, lookups)),
                error -> answered(lookup, new LookupResponse.Failed(error)));
    }

    private void answered(PendingLookup lookup, LookupResponse answer) {
        lookup.answer = answer;
        @Nullable PendingLookup head = asked.peek();
        while (head != null && head.answer != null) {
            asked.remove();
            handOut(head, head.answer);
            head = asked.peek();
        }
    }

    private void handOut(PendingLookup lookup, LookupResponse answer) {
        for (Watcher watcher : watchers()) {
            if (watcher.wants(lookup.number, lookup.initial)) {
                watcher.take(answer, lookup.initial);
            }
        }
        if (answer instanceof FoundValue found) {
            FoundValue before = latest;
            if (before != null) {
                before.forgetCompared();
            }
            latest = found;
        }
    }
}
