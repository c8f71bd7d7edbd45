package fluxj.it.history;

import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Name;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.sim.Sim;
import fluxj.sim.SimCluster;
import fluxj.sim.SimProcess;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Whole brokers in the simulator with the KVS on every rank; rank 0's blobs are on a simulated
/// disk.
final class SimKvs {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> WORDS =
            List.of(
                    "-Sbroker.rc1_path=",
                    "-Sbroker.rc3_path=",
                    "-Sbroker.rc2_none",
                    "-Slog-stderr-mode=local",
                    "-Slog-stderr-level=7");

    private final Sim sim;
    private final SimCluster flux;

    SimKvs(Sim sim, int size, Path folder) {
        this.sim = sim;
        try {
            int uid = (Integer) Files.getAttribute(folder, "unix:uid");
            flux = sim.boot(new SimCluster.Shape(size, "kary:2", uid), folder, WORDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int rank = 0; rank < size; rank++) {
            begin(rank);
        }
    }

    SimCluster flux() {
        return flux;
    }

    /// Waits until a broker runs and loads its modules.
    private void begin(int rank) {
        SimProcess broker = flux.broker(rank);
        sim.runUntil("rank " + rank + " runs", () -> broker.complained("quorum->run"), LIMIT);
        List<String> modules = new ArrayList<>(List.of("heartbeat", "content"));
        if (rank == 0) {
            modules.add("content-sim");
        }
        modules.addAll(List.of("kvs", "kvs-watch"));
        for (String module : modules) {
            JsonObject body =
                    JsonObject.builder().put("path", module).put("args", JsonArray.EMPTY).build();
            call(rank, "module.load", Payload.of(body));
        }
    }

    /// Calls a service of a rank and waits for its answer.
    private Response call(int rank, String topic, Payload payload) {
        List<Response> answers = new ArrayList<>();
        List<FluxException> errors = new ArrayList<>();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .orElseThrow()
                                .request(topic, Message.NODEID_ANY, payload, 0)
                                .then(answers::add, errors::add));
        sim.runUntil(
                "rank " + rank + " answers " + topic + " " + payload,
                () -> !answers.isEmpty() || !errors.isEmpty(),
                LIMIT);
        if (!errors.isEmpty()) {
            throw new AssertionError(
                    topic
                            + " "
                            + payload
                            + ": "
                            + errors.getFirst()
                            + "\n"
                            + flux.broker(rank).errorLines());
        }
        return answers.getFirst();
    }

    /// The version of the primary namespace at rank 0.
    int version() {
        return call(0, KvsProtocol.GETROOT.topic(), Payload.of(new Name("primary")))
                .payload()
                .as(RootInfo.class)
                .rootseq();
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
                                                .orElseThrow()
                                                .request(topic, Message.NODEID_ANY, payload, 0);
                                    }
                                }));
    }

    /// Starts killed brokers again, parents first.
    void restart(List<Integer> ranks) {
        ranks.forEach(flux::restart);
        ranks.forEach(this::begin);
    }
}
