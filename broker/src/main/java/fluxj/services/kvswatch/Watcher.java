package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.reactor.Reactor;
import fluxj.rpc.SlowReader;
import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;
import fluxj.wire.Payload;

/// One request and how far it is. It gets the answers of its group in commit order.
abstract sealed class Watcher permits PlainWatcher, ChangeWatcher, BlobWatcher {
    private final StreamCall<Lookup, Value> call;
    private final WatchMode mode;
    private final SlowReader reader;
    private long firstLookup = Long.MAX_VALUE;
    private int initialSeq = -1;
    private boolean responded;
    private boolean sentinelSent;

    Watcher(Reactor reactor, StreamCall<Lookup, Value> call, WatchMode mode) {
        this.call = call;
        this.mode = mode;
        reader = new SlowReader(reactor, call::backlog, this::caughtUp);
    }

    static Watcher of(Reactor reactor, StreamCall<Lookup, Value> call, WatchMode mode) {
        if (mode.append() || mode.stream()) {
            return new BlobWatcher(reactor, call, mode);
        }
        return mode.everyCommit() || mode.unique()
                ? new ChangeWatcher(reactor, call, mode)
                : new PlainWatcher(reactor, call, mode);
    }

    /// Shows a value, or what is new in it; later when the reader is behind.
    abstract void show(FoundValue found);

    /// The reader was behind and takes more again.
    abstract void caughtUp();

    /// True when the reader gets nothing more until [#caughtUp].
    final boolean isBehind() {
        return reader.isBehind();
    }

    final StreamCall<Lookup, Value> call() {
        return call;
    }

    final WatchMode mode() {
        return mode;
    }

    /// The number of the lookup that gives its first value.
    final void beginsWith(long lookup) {
        firstLookup = lookup;
    }

    /// True when a lookup of that number is for it.
    final boolean wants(long lookup, boolean initial) {
        return initial ? lookup == firstLookup : lookup > firstLookup;
    }

    final boolean responded() {
        return responded;
    }

    /// Takes the next answer. One of a root before its first value's is covered by that.
    final void take(LookupResponse answer, boolean initial) {
        if (!call.isOpen()) {
            return;
        }
        switch (answer) {
            case LookupResponse.Failed failed -> call.fail(failed.error().errno(), "");
            case LookupResponse.Missing missing -> {
                if (initial || missing.rootseq() > initialSeq) {
                    missing(missing.rootseq(), initial);
                }
            }
            case FoundValue found -> {
                if (initial) {
                    initialSeq = found.rootseq();
                    show(found);
                } else if (found.rootseq() > initialSeq) {
                    show(found);
                }
            }
        }
    }

    private void missing(int rootseq, boolean initial) {
        if (!mode.waitCreate() || responded) {
            call.fail(Errno.ENOENT, "");
        } else if (initial) {
            initialSeq = rootseq;
            sentinel();
        }
    }

    /// Sends one value.
    final void send(Payload value) {
        responded = true;
        call.send(value);
        if (mode.once()) {
            call.end();
        }
    }

    /// Marks the end of what was there at first, for those who asked for the mark.
    final void sentinel() {
        if (mode.sentinel() && !sentinelSent) {
            sentinelSent = true;
            call.send(Payload.NONE);
        }
    }
}
