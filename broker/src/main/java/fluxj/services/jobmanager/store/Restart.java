package fluxj.services.jobmanager.store;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fluid;
import fluxj.format.FormatException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.Job;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads all jobs back from the KVS (spec services 11.8): it walks their directories in order, with
/// many reads under way, and replays each eventlog. Of a job that is over it reads no more than
/// that. What makes no job is moved aside.
public final class Restart implements ReadAhead.Work<Restart.Node, Restart.Read> {
    private static final String ROOT = "job";
    private static final int DEPTH = 4;

    /// A directory on the way to jobs, or the directory of one.
    ///
    /// @param depth how many names it has below the root
    record Node(String key, int depth) {}

    /// What was read: names of directories, or a job, or why it is none.
    sealed interface Read {
        /// The directories in a directory.
        record Names(List<String> names) implements Read {}

        /// A job.
        record Replayed(Job job) implements Read {}

        /// A directory that makes no job.
        record Broken(String why) implements Read {}
    }

    private final ServiceContext flux;
    private final JobStore store;
    private final Consumer<Job> onJob;
    private final Deferred<Integer> done = new Deferred<>();
    private final List<Promise<Empty>> moves = new ArrayList<>();
    private int count;

    /// @param onJob takes each job, in the order of the ids
    public Restart(ServiceContext flux, JobStore store, Consumer<Job> onJob) {
        this.flux = flux;
        this.store = store;
        this.onJob = onJob;
    }

    /// Reads all of them; how many there were.
    public Promise<Integer> run() {
        ReadAhead<Node, Read> reads =
                new ReadAhead<>(flux.reactor(), this, () -> !done.isDone(), this::finish);
        reads.add(List.of(new Node(ROOT, 0)));
        reads.go();
        return done;
    }

    @Override
    public Promise<Read> read(Node node) {
        if (node.depth() < DEPTH) {
            return store.directory(node.key()).map(Restart::names);
        }
        JobId id;
        try {
            id = new JobId(Fluid.parse(node.key().substring(ROOT.length() + 1)));
        } catch (FormatException e) {
            return Promise.failed(
                    new FluxException(
                            Errno.EINVAL, "could not decode " + node.key() + " to job ID"));
        }
        Deferred<Read> result = new Deferred<>();
        job(id).then(
                        job -> result.complete(new Read.Replayed(job)),
                        why -> result.complete(new Read.Broken(why.getMessage())));
        return result;
    }

    private static Read names(Dir dir) {
        List<String> names = new ArrayList<>();
        dir.forEach(
                (name, entry) -> {
                    if (entry instanceof Dir || entry instanceof Treeobj.Dirref) {
                        names.add(name);
                    }
                });
        names.sort(Dir.BY_UTF8);
        return new Read.Names(names);
    }

    private Promise<Job> job(JobId id) {
        Promise<Dir> directory = store.directory(id.kvs());
        Promise<List<Eventlog.Event>> eventlog =
                named(id.kvs("eventlog"), store.value(id.kvs("eventlog"))).map(Restart::events);
        return directory.flatMap(
                dir ->
                        eventlog.flatMap(events -> details(id, dir, events))
                                .map(stored -> complete(replay(id, stored), dir)));
    }

    private static Job replay(JobId id, StoredJob stored) {
        return EventEngine.replay(
                id.value(), stored.jobspec(), stored.resources(), stored.eventlog());
    }

    private Promise<StoredJob> details(JobId id, Dir dir, List<Eventlog.Event> events) {
        if (dir.get("jobspec").isEmpty()) {
            return Promise.failed(
                    new FluxException(
                            Errno.ENOENT,
                            "lookup " + id.kvs("jobspec") + ": " + Errno.ENOENT.text()));
        }
        return StoredJob.isOver(events)
                ? Promise.of(new StoredJob(events, JsonObject.EMPTY, Optional.empty()))
                : store.details(id, events);
    }

    /// A job that has run and whose eventlog ends with its first event has lost the others. One
    /// that has not was known to its user when this broker died, and is as good as new.
    private static Job complete(Job job, Dir dir) {
        boolean hasRun = dir.get("guest").filter(guest -> !(guest instanceof Symlink)).isPresent();
        if (job.state() == JobState.NEW && hasRun) {
            throw new FluxException(Errno.EINVAL, "job state (new) is invalid after replay");
        }
        return job;
    }

    private static List<Eventlog.Event> events(byte[] text) {
        try {
            return Eventlog.decode(text);
        } catch (FluxException _) {
            throw new FluxException(Errno.EINVAL, "failed to decode eventlog");
        }
    }

    private static <T> Promise<T> named(String key, Promise<T> promise) {
        Deferred<T> result = new Deferred<>();
        promise.then(
                result::complete,
                why ->
                        result.fail(
                                new FluxException(
                                        why.errno(), "lookup " + key + ": " + why.errno().text())));
        return result;
    }

    @Override
    public List<Node> take(Node node, Read read) {
        switch (read) {
            case Read.Names(List<String> names) -> {
                List<Node> children = new ArrayList<>(names.size());
                names.forEach(
                        name -> children.add(new Node(node.key() + "." + name, node.depth() + 1)));
                return children;
            }
            case Read.Replayed(Job job) -> {
                count++;
                onJob.accept(job);
            }
            case Read.Broken(String why) -> moveAside(node, why);
        }
        return List.of();
    }

    private void moveAside(Node node, String why) {
        String name = JobId.parse(node.key()).f58(flux.variables());
        flux.log().err("job " + name + " not replayed: " + why);
        String target = "job-lost+found.job." + name;
        Promise<Empty> move =
                store.entry(node.key())
                        .flatMap(
                                entry ->
                                        store.commit(
                                                new Transaction()
                                                        .put(target, entry)
                                                        .unlink(node.key()),
                                                false));
        move.then(
                _ -> {},
                error ->
                        flux.log()
                                .err(
                                        "mv "
                                                + node.key()
                                                + " "
                                                + target
                                                + ": "
                                                + error.getMessage()));
        moves.add(move);
    }

    @Override
    public List<Node> fail(Node node, FluxException why) {
        if (node.depth() > 0 || !why.errno().equals(Errno.ENOENT)) {
            flux.log()
                    .err(
                            "restart failed: could not look up "
                                    + node.key()
                                    + ": "
                                    + why.getMessage());
            done.fail(why);
        }
        return List.of();
    }

    private void finish() {
        if (!done.isDone()) {
            await(0);
        }
    }

    private void await(int next) {
        if (next == moves.size()) {
            flux.log().info("restart: " + count + " jobs");
            done.complete(count);
        } else {
            moves.get(next).then(_ -> await(next + 1), _ -> await(next + 1));
        }
    }
}
