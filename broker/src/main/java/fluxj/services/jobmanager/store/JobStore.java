package fluxj.services.jobmanager.store;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.util.List;
import java.util.Optional;

/// What the KVS holds of jobs.
public final class JobStore {
    private final RpcClient rpc;

    /// By this client.
    public JobStore(RpcClient rpc) {
        this.rpc = rpc;
    }

    /// Applies changes, all or none.
    ///
    /// @param isDurable true: they are on disk when the promise is done
    public Promise<Empty> commit(Transaction changes, boolean isDurable) {
        return rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(
                                KvsProtocol.PRIMARY,
                                isDurable ? KvsProtocol.SYNC : 0,
                                changes.ops()))
                .map(_ -> Empty.EMPTY);
    }

    /// All that is known of a job.
    public Promise<StoredJob> job(long id) {
        JobId key = new JobId(id);
        return eventlog(key.kvs("eventlog")).flatMap(eventlog -> details(key, eventlog));
    }

    /// What belongs to a job whose events are these.
    Promise<StoredJob> details(JobId key, List<Eventlog.Event> eventlog) {
        Promise<JsonObject> jobspec = object(key.kvs("jobspec"));
        Promise<Optional<JsonObject>> resources = optional(object(key.kvs("R")));
        return jobspec.flatMap(
                found ->
                        resources.map(
                                held ->
                                        new StoredJob(
                                                eventlog,
                                                redacted(found),
                                                held.map(JobStore::withoutScheduling))));
    }

    private static Promise<Optional<JsonObject>> optional(Promise<JsonObject> value) {
        Deferred<Optional<JsonObject>> result = new Deferred<>();
        value.then(
                found -> result.complete(Optional.of(found)),
                why -> {
                    if (why.errno().equals(Errno.ENOENT)) {
                        result.complete(Optional.empty());
                    } else {
                        result.fail(why);
                    }
                });
        return result;
    }

    private static JsonObject redacted(JsonObject jobspec) {
        Optional<JsonObject> attributes = jobspec.object("attributes");
        Optional<JsonObject> system = attributes.flatMap(object -> object.object("system"));
        if (system.isEmpty() || system.get().get("environment").isEmpty()) {
            return jobspec;
        }
        JsonObject without = system.get().toBuilder().remove("environment").build();
        return jobspec.with("attributes", attributes.get().with("system", without));
    }

    private static JsonObject withoutScheduling(JsonObject resources) {
        return resources.toBuilder().remove("scheduling").build();
    }

    /// The bytes of a value.
    Promise<byte[]> value(String key) {
        return lookup(key, 0)
                .map(
                        found -> {
                            if (found instanceof Treeobj.Val value) {
                                return value.bytes();
                            }
                            throw new FluxException(Errno.EINVAL);
                        });
    }

    /// A value that is a JSON object.
    public Promise<JsonObject> object(String key) {
        return value(key).map(JobStore::parse);
    }

    private static JsonObject parse(byte[] text) {
        try {
            return JsonObject.parse(text, 0, text.length);
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL);
        }
    }

    /// The events of a job.
    Promise<List<Eventlog.Event>> eventlog(String key) {
        return value(key).map(Eventlog::decode);
    }

    /// A directory.
    Promise<Dir> directory(String key) {
        return lookup(key, KvsProtocol.READDIR)
                .map(
                        found -> {
                            if (found instanceof Dir dir) {
                                return dir;
                            }
                            throw new FluxException(Errno.ENOTDIR);
                        });
    }

    /// Whatever stands at a key, as it stands.
    Promise<Treeobj> entry(String key) {
        return lookup(key, KvsProtocol.TREEOBJ);
    }

    private Promise<Treeobj> lookup(String key, int flags) {
        return rpc.call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, key, flags))
                .map(found -> Treeobj.of(found.val()));
    }
}
