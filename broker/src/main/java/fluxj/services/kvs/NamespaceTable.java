package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.services.kvs.KvsProtocol.Setroot;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The namespaces this rank knows. Rank 0 has them all; another rank asks its parent for one when
/// it is first used, and from then on follows its events.
final class NamespaceTable {
    /// A namespace other than the primary one is forgotten after that, above rank 0.
    private static final Duration MAX_AGE = Duration.ofHours(1);

    /// A question to the parent that is under way, and what the events said meanwhile: they may
    /// overtake the answer.
    private static final class Fetch {
        private final Deferred<Empty> done = new Deferred<>();
        private @Nullable Setroot newest;
        private boolean removed;
    }

    private final KvsContext kvs;
    private final Map<String, Namespace> known = new LinkedHashMap<>();
    private final Map<String, Fetch> fetches = new LinkedHashMap<>();
    private final Deferred<Empty> started = new Deferred<>();

    NamespaceTable(KvsContext kvs) {
        this.kvs = kvs;
    }

    /// On rank 0: the primary namespace is there; who came too early is served now.
    void started() {
        started.complete(Empty.EMPTY);
    }

    /// The namespace of that name, be it one that was removed and is still in use.
    Optional<Namespace> find(String name) {
        return Optional.ofNullable(known.get(name));
    }

    /// The namespace of that name unless it was removed.
    Optional<Namespace> live(String name) {
        return find(name).filter(namespace -> !namespace.isRemoved());
    }

    /// All of them.
    Collection<Namespace> all() {
        return List.copyOf(known.values());
    }

    void add(Namespace namespace) {
        namespace.used(kvs.flux().reactor().nanoTime());
        known.put(namespace.name, namespace);
    }

    /// Runs `action` with a namespace that the caller of `call` may use, now or once the parent has
    /// told of it.
    ///
    /// @throws FluxException ENOTSUP when there is no such namespace, EPERM
    void use(Call<?, ?> call, String name, Consumer<Namespace> action) {
        Optional<Namespace> namespace = live(name);
        if (namespace.isPresent() || isComplete()) {
            action.accept(authorized(call, namespace));
            return;
        }
        kvs.waiting().add(call);
        fetch(name)
                .then(
                        _ -> retry(call, () -> action.accept(authorized(call, live(name)))),
                        error -> kvs.waiting().fail(call, error));
    }

    private Namespace authorized(Call<?, ?> call, Optional<Namespace> found) {
        Namespace namespace = found.orElseThrow(() -> new FluxException(Errno.EOPNOTSUPP));
        namespace.authorize(call.from());
        namespace.used(kvs.flux().reactor().nanoTime());
        return namespace;
    }

    /// Goes on with a call that waited; an error is its answer.
    void retry(Call<?, ?> call, Runnable next) {
        if (call.isAnswered()) {
            return;
        }
        try {
            next.run();
        } catch (FluxException e) {
            kvs.waiting().fail(call, e);
        }
    }

    private boolean isComplete() {
        return kvs.flux().rank() == 0 && started.isDone();
    }

    // --- above rank 0

    /// Makes a namespace known here; fails with ENOTSUP when there is none.
    Promise<Empty> fetch(String name) {
        if (kvs.flux().rank() == 0) {
            return started;
        }
        Fetch underWay = fetches.get(name);
        if (underWay != null) {
            return underWay.done;
        }
        Fetch fetch = new Fetch();
        fetches.put(name, fetch);
        // Before the answer: no root may slip through between the two.
        kvs.flux().subscribe(eventPrefix(name));
        kvs.flux()
                .rpc()
                .call(KvsProtocol.GETROOT, Message.NODEID_UPSTREAM, KvsProtocol.Getroot.of(name))
                .map(root -> fetched(name, fetch, root))
                .then(
                        _ -> {
                            fetches.remove(name);
                            fetch.done.complete(Empty.EMPTY);
                        },
                        error -> {
                            fetches.remove(name);
                            kvs.flux().unsubscribe(eventPrefix(name));
                            fetch.done.fail(error);
                        });
        return fetch.done;
    }

    private Empty fetched(String name, Fetch fetch, RootInfo root) {
        Namespace before = known.get(name);
        if (before != null) {
            drop(before);
        }
        if (fetch.removed || known.containsKey(name)) {
            throw new FluxException(Errno.EOPNOTSUPP);
        }
        Namespace namespace =
                new Namespace(
                        new Namespace.Identity(name, (int) root.owner(), root.flags()),
                        parse(root.rootref()),
                        root.rootseq(),
                        kvs.waiting());
        Setroot newer = fetch.newest;
        if (newer != null) {
            namespace.advance(parse(newer.rootref()), newer.rootseq());
        }
        add(namespace);
        return Empty.EMPTY;
    }

    /// A reference out of a message.
    ///
    /// @throws FluxException EINVAL
    static Blobref parse(String text) {
        try {
            return Blobref.parse(text);
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    /// A new root came in an event.
    void setroot(Setroot event) {
        Fetch fetch = fetches.get(event.namespace());
        if (fetch != null && (fetch.newest == null || fetch.newest.rootseq() < event.rootseq())) {
            fetch.newest = event;
        }
        Namespace namespace = known.get(event.namespace());
        if (namespace != null) {
            namespace.used(kvs.flux().reactor().nanoTime());
            namespace.setroot(parse(event.rootref()), event.rootseq(), event.names());
            drop(namespace);
        }
    }

    /// Commits failed, as an event says.
    void failed(String name, List<String> names, FluxException error) {
        Namespace namespace = known.get(name);
        if (namespace != null) {
            namespace.fail(names, error);
            drop(namespace);
        }
    }

    // --- the end of a namespace

    /// Marks a namespace removed, and forgets it once nobody waits for it any more.
    void remove(String name) {
        Fetch fetch = fetches.get(name);
        if (fetch != null) {
            fetch.removed = true;
        }
        Namespace namespace = known.get(name);
        if (namespace != null) {
            namespace.remove();
            drop(namespace);
        }
    }

    private void drop(Namespace namespace) {
        if (namespace.isRemoved() && namespace.isIdle()) {
            known.remove(namespace.name);
            if (kvs.flux().rank() > 0) {
                kvs.flux().unsubscribe(eventPrefix(namespace.name));
            }
        }
    }

    /// Forgets what was not used for long, and keeps the roots of the others in the cache.
    void sweep() {
        long oldest = kvs.flux().reactor().nanoTime() - MAX_AGE.toNanos();
        for (Namespace namespace : all()) {
            namespace.prune();
            boolean stale =
                    kvs.flux().rank() > 0
                            && !namespace.isPrimary()
                            && namespace.isIdle()
                            && namespace.lastUsed() < oldest;
            if (stale) {
                namespace.remove();
            }
            drop(namespace);
            kvs.cache().touch(namespace.ref());
        }
    }

    /// What the topics of all events of a namespace begin with (and those of longer names).
    private static String eventPrefix(String namespace) {
        return "kvs.namespace-" + namespace;
    }
}
