package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.rpc.Call;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.NamespaceStats;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.services.kvs.KvsProtocol.Version;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One namespace as this rank knows it: its root, and who waits for its next ones.
final class Namespace {
    final String name;
    final int owner;
    final int flags;

    private final WaitingCalls waiting;
    private final Map<String, Call<Commit, Root>> parked = new LinkedHashMap<>();
    private final List<Call<Version, Root>> versionWaiters = new ArrayList<>();
    private final List<String> heldNames = new ArrayList<>();
    private Blobref ref;
    private int seq;
    private Blobref heldRef;
    private int heldSeq = -1;
    private boolean paused;
    private boolean removed;
    private long lastUsed;

    /// Who a namespace is.
    record Identity(String name, int owner, int flags) {}

    Namespace(Identity identity, Blobref ref, int seq, WaitingCalls waiting) {
        this.name = identity.name();
        this.owner = identity.owner();
        this.flags = identity.flags();
        this.ref = ref;
        this.heldRef = ref;
        this.seq = seq;
        this.waiting = waiting;
    }

    Blobref ref() {
        return ref;
    }

    int seq() {
        return seq;
    }

    boolean isPrimary() {
        return name.equals(KvsProtocol.PRIMARY);
    }

    boolean isRemoved() {
        return removed;
    }

    /// When it was last asked for or changed, in nanoseconds of the reactor.
    long lastUsed() {
        return lastUsed;
    }

    void used(long now) {
        lastUsed = now;
    }

    /// Refuses those who neither own the namespace nor the instance.
    ///
    /// @throws FluxException EPERM
    void authorize(Credentials cred) {
        if (!cred.mayActFor(owner)) {
            throw new FluxException(Errno.EPERM);
        }
    }

    RootInfo info() {
        return new RootInfo(owner, seq, ref.toString(), flags, name);
    }

    private static Payload root(Blobref ref, int seq) {
        return Payload.of(new Root(ref.toString(), seq));
    }

    // --- commits

    /// Keeps a commit until an event names it.
    void park(String transaction, Call<Commit, Root> call) {
        waiting.add(call);
        parked.put(transaction, call);
    }

    /// True when that commit was made on this rank and waits.
    boolean isParked(String transaction) {
        return parked.containsKey(transaction);
    }

    /// Answers commits with an error.
    void fail(List<String> names, FluxException error) {
        for (String transaction : names) {
            Call<Commit, Root> call = parked.remove(transaction);
            if (call != null) {
                waiting.fail(call, error);
            }
        }
    }

    /// A new root: switches to it unless it is an old one, answers the commits it completes and
    /// whoever waited for the version. While setroots are paused, only remembers it.
    void setroot(Blobref newRef, int newSeq, List<String> names) {
        if (removed) {
            fail(names, new FluxException(Errno.EOPNOTSUPP));
        } else if (paused) {
            for (String transaction : names) {
                if (isParked(transaction)) {
                    heldNames.add(transaction);
                }
            }
            if (newSeq > heldSeq) {
                heldSeq = newSeq;
                heldRef = newRef;
            }
        } else {
            advance(newRef, newSeq);
            finish(newRef, newSeq, names);
        }
    }

    /// Switches the root, whether setroots are paused or not.
    void advance(Blobref newRef, int newSeq) {
        if (newSeq == 0 || newSeq > seq) {
            ref = newRef;
            seq = newSeq;
            wakeWaiters();
        }
    }

    /// Answers with the very version that holds the commits.
    private void finish(Blobref newRef, int newSeq, List<String> names) {
        if (parked.isEmpty()) {
            return;
        }
        Payload reply = Payload.NONE;
        for (String transaction : names) {
            Call<Commit, Root> call = parked.remove(transaction);
            if (call != null) {
                reply = reply.isPresent() ? reply : root(newRef, newSeq);
                waiting.reply(call, reply);
            }
        }
    }

    void pause() {
        paused = true;
    }

    /// Takes the roots that came meanwhile; the newest stands for all.
    void unpause() {
        paused = false;
        List<String> names = List.copyOf(heldNames);
        heldNames.clear();
        if (heldSeq >= 0) {
            setroot(heldRef, heldSeq, names);
            heldSeq = -1;
        }
    }

    // --- versions

    /// Answers when the root is at least that old.
    void awaitVersion(Call<Version, Root> call) {
        if (call.body().rootseq() <= seq) {
            waiting.reply(call, root(ref, seq));
        } else {
            waiting.add(call);
            versionWaiters.add(call);
        }
    }

    private void wakeWaiters() {
        if (versionWaiters.isEmpty()) {
            return;
        }
        List<Call<Version, Root>> before = List.copyOf(versionWaiters);
        versionWaiters.clear();
        for (Call<Version, Root> call : before) {
            if (!call.isAnswered()) {
                awaitVersion(call);
            }
        }
    }

    /// Forgets waiters that were let go.
    void prune() {
        versionWaiters.removeIf(Call::isAnswered);
    }

    // --- the end

    /// Marks it removed; who waits for a version is refused. Commits under way end with their
    /// events.
    void remove() {
        removed = true;
        for (Call<Version, Root> call : List.copyOf(versionWaiters)) {
            waiting.fail(call, new FluxException(Errno.EOPNOTSUPP));
        }
        versionWaiters.clear();
    }

    /// True when nobody waits for it.
    boolean isIdle() {
        return versionWaiters.isEmpty() && parked.isEmpty();
    }

    /// Refuses every commit that waits here.
    void failAll(FluxException error) {
        fail(List.copyOf(parked.keySet()), error);
    }

    NamespaceStats stats(int noopStores, int readyTransactions) {
        prune();
        return new NamespaceStats(
                versionWaiters.size(), noopStores, parked.size(), readyTransactions, seq);
    }
}
