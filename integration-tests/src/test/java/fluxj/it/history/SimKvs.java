package fluxj.it.history;

import fluxj.core.statemachine.BrokerState;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Getroot;
import fluxj.sim.Sim;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.List;
import java.util.function.Consumer;

/// Whole brokers in the simulator with the KVS on every rank; rank 0's blobs are on a simulated
/// disk.
final class SimKvs {
    private final SimCluster flux;

    SimKvs(Sim sim, int size) {
        flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(size, "kary:2")
                                .loading("heartbeat", "content")
                                .onLeader("content-sim")
                                .loading("kvs", "kvs-watch"));
        flux.awaitRun();
    }

    SimCluster flux() {
        return flux;
    }

    /// The version of the primary namespace at rank 0.
    int version() {
        return flux.call(0, KvsProtocol.GETROOT, 0, Getroot.of("primary")).reply().rootseq();
    }

    /// Has something done with a door into a rank, in its turn.
    void at(int rank, Consumer<BrokerAccess> action) {
        flux.at(
                rank,
                broker ->
                        action.accept(
                                new BrokerAccess() {
                                    @Override
                                    public int rank() {
                                        return rank;
                                    }

                                    @Override
                                    public Promise<Response> request(
                                            String topic, Payload payload) {
                                        return broker.rpc()
                                                .request(topic, Message.NODEID_ANY, payload, 0);
                                    }
                                }));
    }

    /// Starts killed brokers again, parents first, and waits until they run.
    void restart(List<Integer> ranks) {
        ranks.forEach(flux::restart);
        ranks.forEach(rank -> flux.awaitState(rank, BrokerState.RUN));
    }
}
