package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.services.jobexec.Execution.Recovery;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The guest namespace of a job and its exec eventlog (spec services 12, 16.2). While the job runs,
/// `job.<id>.guest` links to the namespace; then it is the namespace's last root, and the namespace
/// is gone.
///
/// What does not depend on an answer is sent at once: the KVS keeps the order of what one caller
/// sends.
final class GuestNamespace {
    private static final String EVENTLOG = "exec.eventlog";
    private static final Duration BATCH = Duration.ofMillis(10);

    private final ExecContext context;
    private final JobFacts job;
    private final String guestKey;
    private final StringBuilder pending = new StringBuilder();
    private Promise<Empty> ready = Promise.of(Empty.EMPTY);
    private @Nullable Timer batch;

    GuestNamespace(ExecContext context, JobFacts job) {
        this.context = context;
        this.job = job;
        guestKey = job.id().kvs("guest");
    }

    // --- its beginning

    /// Makes it, or finds it again, with what is known of the job's past. An error has the note of
    /// the job's exception.
    Promise<Optional<Recovery>> establish() {
        Promise<Optional<Recovery>> result;
        if (job.reattach()) {
            Promise<Empty> created = lastRoot().flatMap(this::adopt);
            ready = created.flatMap(_ -> link("reattach"));
            result = ready.flatMap(_ -> recovery()).map(Optional::of);
        } else {
            Promise<Empty> created = create(context.emptyRoot());
            Promise<Empty> linked = link("init");
            ready = created.flatMap(_ -> linked);
            result = ready.map(_ -> Optional.empty());
        }
        Deferred<Optional<Recovery>> established = new Deferred<>();
        result.then(
                established::complete,
                error ->
                        established.fail(
                                new FluxException(
                                        error.errno(),
                                        "failed to create guest ns: " + error.errno().text())));
        return established;
    }

    private Promise<Empty> create(String root) {
        return context.flux()
                .rpc()
                .call(
                        KvsProtocol.NAMESPACE_CREATE,
                        0,
                        new KvsProtocol.Create(job.namespace(), root, job.userid(), 0));
    }

    /// The event must be there before a shell adds its own, which may be sooner than those of a
    /// while are committed; a mock job has none.
    private Promise<Empty> link(String event) {
        log(event, JsonObject.EMPTY);
        Promise<String> logged = job.isMock() ? Promise.of("") : commit(takePending());
        Promise<Empty> linked =
                context.primary().put(guestKey, new Symlink(".", Optional.of(job.namespace())));
        return logged.flatMap(_ -> linked);
    }

    /// The root that the namespace had when this module ended. A link in its place means that the
    /// instance did not end well, and that the namespace is lost.
    private Promise<String> lastRoot() {
        return context.flux()
                .rpc()
                .call(
                        KvsProtocol.LOOKUP,
                        0,
                        Lookup.in(KvsProtocol.PRIMARY, guestKey, KvsProtocol.TREEOBJ))
                .map(
                        found -> {
                            if (Treeobj.of(found.val()) instanceof Treeobj.Dirref dir) {
                                return dir.blob().toString();
                            }
                            context.flux()
                                    .log()
                                    .err("could not recover guest namespace for " + job);
                            throw new FluxException(Errno.ENOENT);
                        });
    }

    /// Makes it of its last root, unless it is there still: this module was loaded anew, the KVS
    /// was not.
    private Promise<Empty> adopt(String root) {
        Deferred<Empty> done = new Deferred<>();
        create(root)
                .then(
                        done::complete,
                        error -> {
                            if (error.errno().equals(Errno.EEXIST)) {
                                done.complete(Empty.EMPTY);
                            } else {
                                done.fail(error);
                            }
                        });
        return done;
    }

    private Promise<Recovery> recovery() {
        Promise<List<Eventlog.Event>> exec = events(job.namespace(), EVENTLOG);
        Promise<List<Eventlog.Event>> main = events(KvsProtocol.PRIMARY, job.id().kvs("eventlog"));
        return exec.flatMap(events -> main.map(all -> new Recovery(events, startOf(all))));
    }

    private Promise<List<Eventlog.Event>> events(String namespace, String key) {
        return context.flux()
                .rpc()
                .call(KvsProtocol.LOOKUP, 0, Lookup.in(namespace, key, 0))
                .map(
                        found -> {
                            if (Treeobj.of(found.val()) instanceof Treeobj.Val val) {
                                return Eventlog.decode(val.bytes());
                            }
                            throw new FluxException(Errno.EINVAL);
                        });
    }

    private static double startOf(List<Eventlog.Event> events) {
        for (Eventlog.Event event : events) {
            if (event.name().equals("start")) {
                return event.timestamp();
            }
        }
        return 0;
    }

    // --- its eventlog

    /// Adds an event; those of a short while are committed together.
    void log(String event, JsonObject members) {
        pending.append(line(event, members));
        if (batch == null) {
            batch = context.flux().reactor().after(BATCH, this::commitBatch);
        }
    }

    private String line(String event, JsonObject members) {
        return Eventlog.encode(context.flux().wallClock().epochSeconds(), event, members);
    }

    private void commitBatch() {
        commit(takePending())
                .then(
                        _ -> {},
                        error ->
                                context.flux()
                                        .log()
                                        .err("eventlog error: " + job + ": " + error.getMessage()));
    }

    private String takePending() {
        if (batch != null) {
            batch.cancel();
            batch = null;
        }
        String lines = pending.toString();
        pending.setLength(0);
        return lines;
    }

    /// Commits lines; done with the root that has them.
    private Promise<String> commit(String lines) {
        Transaction transaction =
                new Transaction().append(EVENTLOG, lines.getBytes(StandardCharsets.UTF_8));
        return context.flux()
                .rpc()
                .call(KvsProtocol.COMMIT, 0, new Commit(job.namespace(), 0, transaction.ops()))
                .map(KvsProtocol.Root::rootref);
    }

    // --- its end

    /// Moves it to where it stays and removes it. It ends in any case; what goes wrong is logged.
    Promise<Empty> move() {
        Deferred<Empty> done = new Deferred<>();
        Runnable remove =
                () -> {
                    remove();
                    done.complete(Empty.EMPTY);
                };
        graft().then(
                        _ -> remove.run(),
                        error -> {
                            context.flux()
                                    .log()
                                    .err(
                                            "failed to move guest namespace of "
                                                    + job
                                                    + ": "
                                                    + error.getMessage());
                            remove.run();
                        });
        return done;
    }

    /// Sets `job.<id>.guest` to its root, all events with it.
    Promise<Empty> graft() {
        Deferred<Empty> begun = new Deferred<>();
        ready.then(begun::complete, _ -> begun.complete(Empty.EMPTY));
        return begun.flatMap(_ -> pending.isEmpty() ? root() : commit(takePending()))
                .flatMap(root -> context.primary().put(guestKey, new Treeobj.Dirref(parse(root))));
    }

    private Promise<String> root() {
        return context.flux()
                .rpc()
                .call(KvsProtocol.GETROOT, 0, KvsProtocol.Getroot.of(job.namespace()))
                .map(KvsProtocol.RootInfo::rootref);
    }

    private static Blobref parse(String root) {
        try {
            return Blobref.parse(root);
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, String.valueOf(e.getMessage()));
        }
    }

    private void remove() {
        context.flux()
                .rpc()
                .call(KvsProtocol.NAMESPACE_REMOVE, 0, new KvsProtocol.Name(job.namespace()))
                .then(
                        _ -> {},
                        error ->
                                context.flux()
                                        .log()
                                        .err(
                                                "failed to remove guest namespace of "
                                                        + job
                                                        + ": "
                                                        + error.getMessage()));
    }

    /// Logs nothing any more.
    void close() {
        if (batch != null) {
            batch.cancel();
            batch = null;
        }
    }
}
