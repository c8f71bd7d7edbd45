package fluxj.services.schedsimple;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobmanager.AttachProtocol;
import fluxj.services.jobmanager.AttachProtocol.HeldJob;
import fluxj.services.jobmanager.AttachProtocol.SchedHello;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Found;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Asks the job manager which jobs have resources, and looks up which.
final class Hello {
    private static final int MAX_LOOKUPS = 64;

    /// What is told of each job.
    interface Listener {
        /// It has these.
        ///
        /// @throws FluxException when it cannot have them
        void holds(HeldJob job, ResourceSet resources);
    }

    private final RpcClient rpc;
    private final LeveledLog log;
    private final Listener listener;
    private final Deque<HeldJob> waiting = new ArrayDeque<>();
    private final Deferred<Empty> done = new Deferred<>();
    private int lookups;
    private boolean allTold;

    Hello(RpcClient rpc, LeveledLog log, Listener listener) {
        this.rpc = rpc;
        this.log = log;
        this.listener = listener;
    }

    /// Done when every job was told of.
    Promise<Empty> run(boolean partialOk) {
        rpc.open(
                AttachProtocol.SCHED_HELLO,
                Message.NODEID_ANY,
                new SchedHello(Optional.of(partialOk)),
                this::add,
                error -> {
                    if (error.errno().equals(Errno.ENODATA)) {
                        allTold = true;
                        goOn();
                    } else {
                        done.fail(
                                new FluxException(
                                        error.errno(),
                                        "sched-hello failed: " + error.getMessage()));
                    }
                });
        return done;
    }

    private void add(HeldJob job) {
        waiting.add(job);
        goOn();
    }

    private void goOn() {
        while (lookups < MAX_LOOKUPS && !waiting.isEmpty()) {
            lookUp(waiting.remove());
        }
        if (allTold && lookups == 0) {
            done.complete(Empty.EMPTY);
        }
    }

    private void lookUp(HeldJob job) {
        lookups++;
        JobId id = new JobId(job.id());
        rpc.call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        Lookup.in(KvsProtocol.PRIMARY, id.kvs("R"), 0))
                .then(
                        found -> {
                            take(job, found);
                            ended();
                        },
                        _ -> {
                            log.err("hello: failed to look up R for job " + log.name(job.id()));
                            ended();
                        });
    }

    private void ended() {
        lookups--;
        goOn();
    }

    private void take(HeldJob job, Found found) {
        try {
            listener.holds(job, resources(job, found));
        } catch (FluxException | FormatException e) {
            log.err("hello callback failed for job " + log.name(job.id()) + ": " + e.getMessage());
            log.err("raising fatal exception on running job id=" + log.name(job.id()));
            rpc.call(
                            JobManagerProtocol.RAISE,
                            Message.NODEID_ANY,
                            new Raise(
                                    job.id(),
                                    0,
                                    "scheduler-restart",
                                    Optional.of("failed to reallocate R for running job"),
                                    Optional.empty()))
                    .then(
                            _ -> {},
                            error ->
                                    log.err(
                                            "error raising fatal exception on "
                                                    + log.name(job.id())
                                                    + ": "
                                                    + error.getMessage()));
        }
    }

    private static ResourceSet resources(HeldJob job, Found found) {
        Treeobj value = Treeobj.of(found.val());
        if (!(value instanceof Treeobj.Val val)) {
            throw new FluxException(Errno.EINVAL);
        }
        byte[] bytes = val.bytes();
        ResourceSet all = Rv1.parse(JsonObject.parse(new String(bytes, StandardCharsets.UTF_8)));
        return job.free().map(free -> all.without(Idset.parse(free))).orElse(all);
    }
}
