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

/// The watchers of one question. A commit costs one lookup for all of them, and answers are handed
/// out in commit order however they come in.
final class Audience {
    private static final class Asked {
        private final long number;
        private final int rootseq;
        private final boolean initial;
        private @Nullable Answer answer;

        private Asked(long number, int rootseq, boolean initial) {
            this.number = number;
            this.rootseq = rootseq;
            this.initial = initial;
        }
    }

    private final Question question;
    private final KvsLookups lookups;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private @Nullable Found latest;
    private long lastNumber;

    Audience(Question question, KvsLookups lookups) {
        this.question = question;
        this.lookups = lookups;
    }

    Question question() {
        return question;
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
    void begin(Watcher watcher, Commit commit) {
        @Nullable Asked newest = asked.peekLast();
        if (newest != null
                && newest.initial
                && newest.rootseq == commit.rootseq()
                && newest.answer == null) {
            watcher.beginsWith(newest.number);
            return;
        }
        Asked first = new Asked(++lastNumber, commit.rootseq(), true);
        watcher.beginsWith(first.number);
        await(first, lookups.ask(question));
    }

    /// Looks the key up in a new root, for all that have begun.
    void again(Commit commit) {
        await(new Asked(++lastNumber, commit.rootseq(), false), lookups.askAt(question, commit));
    }

    private void await(Asked lookup, Promise<Response> response) {
        asked.add(lookup);
        response.then(
                found -> answered(lookup, Answer.of(found, lookups)),
                error -> answered(lookup, new Answer.Failed(error)));
    }

    private void answered(Asked lookup, Answer answer) {
        lookup.answer = answer;
        @Nullable Asked head = asked.peek();
        while (head != null && head.answer != null) {
            asked.remove();
            handOut(head, head.answer);
            head = asked.peek();
        }
    }

    private void handOut(Asked lookup, Answer answer) {
        for (Watcher watcher : watchers()) {
            if (watcher.wants(lookup.number, lookup.initial)) {
                watcher.take(answer, lookup.initial);
            }
        }
        if (answer instanceof Found found) {
            Found before = latest;
            if (before != null) {
                before.forgetCompared();
            }
            latest = found;
        }
    }
}
