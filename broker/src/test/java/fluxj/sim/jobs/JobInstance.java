package fluxj.sim.jobs;

import fluxj.core.statemachine.BrokerState;
import fluxj.rpc.RpcMethod;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Journal;
import fluxj.sim.Sim;
import fluxj.sim.SimBroker;
import fluxj.sim.SimCall;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// An instance that runs mock jobs: whole brokers with all that leads a job from its submission to
/// its end, rank 0's blobs on a simulated disk, and a ledger that hears every event of every job.
final class JobInstance {
    static final int CORES = 4;

    private final SimCluster flux;
    private final int size;
    private JobLedger ledger;

    JobInstance(Sim sim, int size) {
        this.size = size;
        flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(size, "kary:16")
                                .withWords("--conf=" + configuration(size))
                                .loading("heartbeat", "content")
                                .onLeader("content-sim")
                                .loading("kvs", "kvs-watch", "resource")
                                .onLeader("job-manager")
                                .loading("job-info")
                                .onLeader("job-list")
                                .loading("job-ingest")
                                .onLeader("job-exec")
                                .onLeader("sched-simple"));
        flux.awaitRun();
        ledger = new JobLedger();
        sim.always("the ledger", () -> ledger.violations().isEmpty());
        listen();
    }

    private static String configuration(int size) {
        return """
               [resource]
               noverify = true
               config = [{ hosts = "node[0-%d]", cores = "0-%d" }]
               [[job-manager.plugins]]
               load = "cray-pmi-bootstrap.so"
               conf = { port-min = 11000, port-max = 11050, on-exhaustion = "hold" }
               """
                .formatted(size - 1, CORES - 1);
    }

    private void listen() {
        JobLedger own = ledger;
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .open(
                                        JobManagerProtocol.EVENTS_JOURNAL,
                                        0,
                                        Journal.all(true),
                                        own::heard,
                                        error -> own.broken("the journal ends: " + error)));
        flux.await("the journal tells what was", own::isCurrent);
    }

    SimCluster flux() {
        return flux;
    }

    int size() {
        return size;
    }

    /// What the rank 0 of today tells of jobs.
    JobLedger ledger() {
        return ledger;
    }

    /// Whose instance it is.
    long owner() {
        return Long.parseLong(flux.broker(0).attribute("security.owner").orElseThrow());
    }

    boolean canSubmit(int rank) {
        SimBroker broker = flux.broker(rank);
        return broker.isOpen() && broker.state() == BrokerState.RUN;
    }

    /// Calls rank 0 as a client of it.
    <Q extends Record, R extends Record> SimCall<R> ask(RpcMethod<Q, R> method, Q body) {
        return flux.call(0, method, 0, body);
    }

    /// Kills every broker, the leaves first or rank 0, and starts all again on the disk of rank 0.
    void crash(RandomGenerator random) {
        boolean leavesFirst = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            flux.kill(leavesFirst ? size - 1 - i : i);
        }
        if (random.nextBoolean()) {
            flux.disk().cutPower(random);
        }
        ledger = new JobLedger();
        startDead();
        listen();
    }

    /// Ends all in order and starts it again.
    void restart() {
        ledger = new JobLedger();
        flux.shutDown();
        startDead();
        listen();
    }

    /// Starts what is dead, and waits until all run.
    void startDead() {
        List<Integer> dead = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            if (!flux.broker(rank).isAlive()) {
                dead.add(rank);
            }
        }
        dead.forEach(flux::restart);
        flux.awaitRun();
    }
}
