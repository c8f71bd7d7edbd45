package fluxj.it;

import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.it.history.BrokerAccess;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// An instance of processes with the KVS on every rank and its database in a folder that stays. All
/// its connections are served by the thread that made it.
public final class KvsInstance implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ClientReactor reactor = new ClientReactor();
    private final Site site;
    private final IntFunction<List<String>> programs;
    private final String backing;
    private final List<TestBrokerProcess> brokers = new ArrayList<>();
    private final List<FluxClient> clients = new ArrayList<>();

    /// @param programs what each rank runs
    public KvsInstance(Site site, int size, IntFunction<List<String>> programs) {
        this(site, size, programs, "content-sqlite");
    }

    /// @param backing the module that keeps the blobs
    public KvsInstance(Site site, int size, IntFunction<List<String>> programs, String backing) {
        this.site = site;
        this.programs = programs;
        this.backing = backing;
        site.with("-Sstatedir=" + site.stateDirectory());
        for (int rank = 0; rank < size; rank++) {
            brokers.add(start(rank));
        }
        begin(0, size);
    }

    private TestBrokerProcess start(int rank) {
        return site.start(programs.apply(rank), site.conf(), rank);
    }

    /// Waits for brokers that were started, connects to them and loads their modules.
    private void begin(int from, int to) {
        for (int rank = from; rank < to; rank++) {
            brokers.get(rank).awaitRun();
            FluxClient client = brokers.get(rank).open(reactor);
            if (rank < clients.size()) {
                clients.set(rank, client);
            } else {
                clients.add(client);
            }
            for (String module : List.of("heartbeat", "content")) {
                load(client, module);
            }
            if (rank == 0) {
                load(client, backing);
            }
            load(client, "kvs");
            load(client, "kvs-watch");
        }
    }

    private void load(FluxClient client, String module) {
        JsonObject body =
                JsonObject.builder().put("path", module).put("args", JsonArray.EMPTY).build();
        try {
            client.get(
                    client.rpc().request("module.load", Message.NODEID_ANY, Payload.of(body), 0),
                    LIMIT);
        } catch (FluxException e) {
            throw new AssertionError("load " + module + ": " + e.getMessage() + logs(), e);
        }
    }

    public int size() {
        return brokers.size();
    }

    public TestBrokerProcess broker(int rank) {
        return brokers.get(rank);
    }

    public FluxClient client(int rank) {
        return clients.get(rank);
    }

    public BrokerAccess door(int rank) {
        FluxClient client = clients.get(rank);
        return new BrokerAccess() {
            @Override
            public int rank() {
                return rank;
            }

            @Override
            public Promise<Response> request(String topic, Payload payload) {
                return client.rpc().request(topic, Message.NODEID_ANY, payload, 0);
            }
        };
    }

    /// Serves the connections for a time, or until something holds.
    public boolean serve(Duration time, BooleanSupplier done) {
        boolean[] over = new boolean[1];
        var timer = reactor.after(time, () -> over[0] = true);
        reactor.runUntil(() -> over[0] || done.getAsBoolean());
        timer.cancel();
        return done.getAsBoolean();
    }

    /// The version of the primary namespace at rank 0.
    public int version() {
        return clients.getFirst()
                .call("kvs.getroot", 0, JsonObject.of("namespace", "primary"))
                .whole("rootseq")
                .map(Long::intValue)
                .orElse(-1);
    }

    /// Kills one leaf with SIGKILL and starts it again.
    public void restartLeaf(int rank) {
        kill(rank);
        brokers.set(rank, start(rank));
        begin(rank, rank + 1);
    }

    /// Kills rank 0 with SIGKILL, then all others, and starts all again.
    public void restartAll() {
        for (int rank = 0; rank < size(); rank++) {
            kill(rank);
        }
        for (int rank = 0; rank < size(); rank++) {
            brokers.set(rank, start(rank));
        }
        begin(0, size());
    }

    private void kill(int rank) {
        brokers.get(rank).kill();
        brokers.get(rank).awaitExit();
        clients.get(rank).close();
    }

    /// Unloads the KVS, so that it keeps its checkpoint, and ends all brokers in order.
    public void shutDown() {
        for (int rank = size() - 1; rank >= 0; rank--) {
            List<String> modules = new ArrayList<>(List.of("kvs-watch", "kvs"));
            if (rank == 0) {
                modules.add(backing);
            }
            modules.addAll(List.of("content", "heartbeat"));
            for (String module : modules) {
                clients.get(rank).call("module.remove", rank, JsonObject.of("name", module));
            }
        }
        brokers.getFirst().signal("TERM");
        for (TestBrokerProcess broker : brokers) {
            if (broker.awaitExit() != 0) {
                throw new AssertionError("broker " + broker.rank() + ":\n" + broker.log());
            }
        }
    }

    /// What all brokers wrote.
    public String logs() {
        StringBuilder logs = new StringBuilder();
        for (TestBrokerProcess broker : brokers) {
            logs.append("\nbroker ").append(broker.rank()).append(":\n").append(broker.log());
        }
        return logs.toString();
    }

    @Override
    public void close() {
        clients.forEach(FluxClient::close);
        site.close();
        reactor.close();
    }
}
