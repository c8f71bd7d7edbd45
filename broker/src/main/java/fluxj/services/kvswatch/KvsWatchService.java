package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Getroot;
import fluxj.services.kvs.KvsProtocol.Name;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Stats;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;
import fluxj.services.kvswatch.KvsWatchProtocol.Watched;
import fluxj.treeobj.KvsKey;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Keeps a [NamespaceWatch] for each namespace somebody watches, and tells it of new roots.
public final class KvsWatchService implements Service {
    private static final String ANY_NAMESPACE = "kvs.namespace-*-";

    private final ServiceContext context;
    private final Map<String, NamespaceWatch> namespaces = new LinkedHashMap<>();

    /// Not started yet.
    public KvsWatchService(ServiceContext context) {
        this.context = context;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(KvsWatchProtocol.class)
                .on(KvsWatchProtocol.LOOKUP, this::lookup)
                .on(KvsWatchProtocol.STATS_GET, this::stats)
                .onEvent(
                        ANY_NAMESPACE + "setroot",
                        event -> take(event, KvsProtocol.Setroot.class, this::setroot))
                .onEvent(
                        ANY_NAMESPACE + "created",
                        event -> take(event, KvsProtocol.Created.class, this::created))
                .onEvent(ANY_NAMESPACE + "removed", event -> take(event, Name.class, this::removed))
                .build();
    }

    private void lookup(StreamCall<Lookup, Value> call) {
        Lookup wanted = call.body();
        WatchMode mode = WatchMode.of(wanted.flags(), call.isStreaming());
        WatchKey watchKey =
                new WatchKey(
                        KvsKey.of(wanted.key()).toString(),
                        mode.everyCommit(),
                        mode.lookup(),
                        call.from());
        NamespaceWatch namespace = namespaces.get(wanted.namespace());
        if (namespace == null) {
            namespace = open(wanted.namespace());
        }
        NamespaceWatch joined = namespace;
        Watcher watcher = Watcher.of(context.reactor(), call, mode);
        joined.add(watcher, watchKey);
        call.onClosed(() -> leave(joined, watcher, watchKey));
        if (joined.beginAsking()) {
            getroot(joined);
        }
    }

    private NamespaceWatch open(String name) {
        KvsLookups lookups = new KvsLookups(context.rpc(), name);
        NamespaceWatch namespace =
                new NamespaceWatch(name, watchKey -> new WatchGroup(watchKey, lookups));
        namespaces.put(name, namespace);
        context.subscribe(prefix(name));
        return namespace;
    }

    private void leave(NamespaceWatch namespace, Watcher watcher, WatchKey watchKey) {
        namespace.remove(watcher, watchKey);
        if (namespace.isEmpty() && namespaces.remove(namespace.name(), namespace)) {
            context.unsubscribe(prefix(namespace.name()));
        }
    }

    /// Events of namespaces whose name only begins like this one come too.
    private static String prefix(String namespace) {
        return "kvs.namespace-" + namespace;
    }

    private void getroot(NamespaceWatch namespace) {
        context.rpc()
                .call(KvsProtocol.GETROOT, Message.NODEID_ANY, Getroot.of(namespace.name()))
                .then(root -> gotRoot(namespace, root), error -> noRoot(namespace, error));
    }

    private void gotRoot(NamespaceWatch namespace, RootInfo root) {
        try {
            namespace.first(CommittedRoot.of(root.rootseq(), root.rootref()), (int) root.owner());
        } catch (FormatException e) {
            noRoot(namespace, new FluxException(Errno.EPROTO, e.getMessage() + ""));
        }
    }

    private void noRoot(NamespaceWatch namespace, FluxException error) {
        if (!error.errno().equals(Errno.EOPNOTSUPP) && !error.errno().equals(Errno.EPERM)) {
            context.log()
                    .err("error getting root of " + namespace.name() + ": " + error.getMessage());
        }
        namespace.failed(error);
    }

    /// Hands an event of the instance owner on. One that makes no sense is logged.
    private <T extends Record> void take(Event event, Class<T> type, Consumer<T> handler) {
        if (!event.cred().hasAny(Credentials.OWNER)) {
            return;
        }
        try {
            handler.accept(event.payload().as(type));
        } catch (FluxException | FormatException e) {
            context.log().err("bad event " + event.topic() + ": " + e.getMessage());
        }
    }

    private void setroot(KvsProtocol.Setroot root) {
        @Nullable NamespaceWatch namespace = namespaces.get(root.namespace());
        if (namespace != null) {
            namespace.next(
                    CommittedRoot.of(root.rootseq(), root.rootref()),
                    (int) root.owner(),
                    root.keys());
        }
    }

    private void created(KvsProtocol.Created root) {
        @Nullable NamespaceWatch namespace = namespaces.get(root.namespace());
        if (namespace != null) {
            namespace.first(CommittedRoot.of(root.rootseq(), root.rootref()), (int) root.owner());
        }
    }

    private void removed(Name name) {
        @Nullable NamespaceWatch namespace = namespaces.get(name.namespace());
        if (namespace != null) {
            namespace.removed();
        }
    }

    private void stats(Call<Empty, Stats> call) {
        Map<String, Watched> watched = new LinkedHashMap<>();
        int watchers = 0;
        for (NamespaceWatch namespace : namespaces.values()) {
            Watched one = namespace.stats();
            watched.put(namespace.name(), one);
            watchers += one.watchers();
        }
        call.reply(new Stats(watchers, namespaces.size(), watched));
    }
}
