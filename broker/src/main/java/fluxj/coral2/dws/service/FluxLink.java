package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.rabbits.PythonError;
import fluxj.core.log.LogProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.service.LogRecord;
import fluxj.service.Severity;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the service asks of the broker. What fails is told in the log, and nowhere else unless the
/// answer is needed (spec coral2 4.3.3, 4.9).
final class FluxLink {
    private static final String EXCEPTION = "exception";
    private static final String UPDATE_MODE = "update";
    private static final String APP = "dws";
    private static final int LONGEST_NOTE = 10_000;

    private final DwsHost host;
    private boolean fluxionMissed;

    FluxLink(DwsHost host) {
        this.host = host;
    }

    /// Adds to what `flux jobs` shows of a job.
    void memo(long job, String key, String value) {
        tell(
                job,
                host.rpc()
                        .call(
                                JobManagerProtocol.MEMO,
                                Message.NODEID_ANY,
                                new JobManagerProtocol.Memo(job, JsonObject.of(key, value))));
    }

    /// Ends a job.
    void fail(long job, String why) {
        String colon = why.isEmpty() ? "" : ": ";
        raise(job, 0, EXCEPTION, "DWS/Rabbit interactions failed" + colon + why);
    }

    /// Raises an exception; done when the job manager has answered.
    Promise<Empty> raise(long job, int severity, String type, String note) {
        return tell(
                job,
                host.rpc()
                        .call(
                                JobManagerProtocol.RAISE,
                                Message.NODEID_ANY,
                                new JobManagerProtocol.Raise(
                                        job,
                                        severity,
                                        type,
                                        Optional.of(shortened(note)),
                                        Optional.empty())));
    }

    private static String shortened(String note) {
        return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
    }

    /// Lets a job out of DEPEND.
    Promise<Empty> updateResources(DwsProtocol.ResourceUpdate update) {
        return tell(
                update.id(),
                host.rpc().call(DwsProtocol.RESOURCE_UPDATE, Message.NODEID_ANY, update));
    }

    /// Lets a job start.
    Promise<Empty> removeProlog(long job, JsonObject variables) {
        return tell(
                job,
                host.rpc()
                        .call(
                                DwsProtocol.PROLOG_REMOVE,
                                Message.NODEID_ANY,
                                new DwsProtocol.PrologRemove(job, variables)));
    }

    /// Lets a job out of CLEANUP.
    Promise<Empty> removeEpilog(long job) {
        return tell(
                job,
                host.rpc()
                        .call(
                                DwsProtocol.EPILOG_REMOVE,
                                Message.NODEID_ANY,
                                new DwsProtocol.EpilogRemove(job)));
    }

    /// Drains nodes.
    void drain(Hostlist nodes, String reason) {
        host.rpc()
                .call(
                        ResourceProtocol.DRAIN,
                        0,
                        new ResourceProtocol.Drain(
                                nodes.toString(), Optional.of(reason), Optional.of(UPDATE_MODE)))
                .then(_ -> {}, error -> host.warn("RPC error " + PythonError.of(error)));
    }

    /// Calls the scheduler Fluxion. Where it is not there, that is told once.
    <Q extends Record> void callFluxion(RpcMethod<Q, Empty> method, Q body) {
        host.rpc()
                .call(method, Message.NODEID_ANY, body)
                .then(
                        _ -> {},
                        error -> {
                            boolean absent = error.errno().equals(Errno.ENOSYS);
                            if (!absent || !fluxionMissed) {
                                host.warn("RPC error " + PythonError.of(error));
                            }
                            fluxionMissed |= absent;
                        });
    }

    /// Keeps values in a job's directory.
    void save(long job, Transaction changes) {
        host.rpc()
                .call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(KvsProtocol.PRIMARY, 0, changes.ops()))
                .then(
                        _ -> {},
                        error ->
                                host.warn(
                                        "Failed to update KVS for job "
                                                + job
                                                + ": "
                                                + PythonError.of(error)));
    }

    /// Looks an object up that belongs to a job, `R` or `jobspec`, as it is now.
    Promise<JsonObject> lookup(long job, String key) {
        return host.rpc()
                .call(
                        JobInfoProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        new JobInfoProtocol.Lookup(
                                job,
                                List.of(key),
                                JobInfoProtocol.JSON_DECODE | JobInfoProtocol.CURRENT))
                .map(
                        found ->
                                found.values()
                                        .object(key)
                                        .orElseThrow(
                                                () ->
                                                        new FluxException(
                                                                Errno.EPROTO,
                                                                key + " is no object")));
    }

    /// The events of a job.
    Promise<List<Eventlog.Event>> eventlog(long job) {
        return host.rpc()
                .call(
                        JobInfoProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        new JobInfoProtocol.Lookup(job, List.of("eventlog"), 0))
                .map(
                        found ->
                                Eventlog.decode(
                                        found.values()
                                                .text("eventlog")
                                                .orElse("")
                                                .getBytes(StandardCharsets.UTF_8)));
    }

    /// The hosts of a job's R.
    ///
    /// @throws FluxException EPROTO when it names none
    static Hostlist hostsOf(JsonObject resources) {
        Hostlist.Builder hosts = Hostlist.builder();
        JsonArray names =
                resources
                        .object("execution")
                        .flatMap(execution -> execution.array("nodelist"))
                        .orElseThrow(() -> new FluxException(Errno.EPROTO, "R has no nodelist"));
        for (JsonValue name : names) {
            if (name instanceof JsonValue.Text(String text)) {
                hosts.addAll(Hostlist.parse(text));
            }
        }
        return hosts.build().uniq();
    }

    /// The state of a job, none when nobody knows it.
    Promise<Optional<JobState>> stateOf(long job) {
        Deferred<Optional<JobState>> state = new Deferred<>();
        host.rpc()
                .call(
                        JobListProtocol.LIST_ID,
                        Message.NODEID_ANY,
                        JobListProtocol.ById.of(job, "state"))
                .then(
                        listed ->
                                state.complete(
                                        listed.job().whole("state").flatMap(FluxLink::stateOfBit)),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                state.complete(Optional.empty());
                            } else {
                                state.fail(error);
                            }
                        });
        return state;
    }

    /// False when it is certain that there is no such job.
    Promise<Boolean> knows(long job) {
        Deferred<Boolean> known = new Deferred<>();
        stateOf(job).then(state -> known.complete(state.isPresent()), _ -> known.complete(true));
        return known;
    }

    private static Optional<JobState> stateOfBit(long bit) {
        return Arrays.stream(JobState.values()).filter(state -> state.bit() == bit).findFirst();
    }

    /// Writes into the broker's log.
    void log(Severity severity, String text) {
        LogRecord record =
                new LogRecord(
                        severity,
                        LogRecord.timestamp(host.local().clock().epochMicros()),
                        "0",
                        APP,
                        Long.toString(host.local().facts().pid()),
                        text);
        host.rpc()
                .send(
                        LogProtocol.APPEND,
                        Message.NODEID_ANY,
                        Payload.ofBytes(record.encode().getBytes(StandardCharsets.UTF_8)));
    }

    private <T> Promise<Empty> tell(long job, Promise<T> answer) {
        Deferred<Empty> done = new Deferred<>();
        answer.then(
                _ -> done.complete(Empty.EMPTY),
                error -> {
                    host.warn(
                            "RPC error for job "
                                    + new JobId(job).f58plain()
                                    + ": "
                                    + PythonError.of(error));
                    done.complete(Empty.EMPTY);
                });
        return done;
    }
}
