package fluxj.it.history;

import fluxj.errors.FluxException;
import fluxj.it.history.Operation.Call;
import fluxj.it.history.Operation.Kind;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.FoundPlus;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Clients that set, append to and look up a few keys, one operation at a time each, and write down
/// what happens. A client ends with the first error, since its broker may be gone: whoever kills
/// brokers starts new ones.
public final class Workload {
    private static final int REGISTERS = 5;
    private static final int LOGS = 2;

    private final History history;
    private final RandomGenerator random;
    private final List<String> namespaces;
    private final List<String> errors = new ArrayList<>();
    private final Set<Client> atWork = new LinkedHashSet<>();
    private int clients;
    private boolean stopped;

    /// @param namespaces where the keys are; synchronous commits go to the primary one only
    public Workload(History history, RandomGenerator random, List<String> namespaces) {
        this.history = history;
        this.random = random;
        this.namespaces = namespaces;
    }

    /// Starts a client that does so many operations. To be called where the door may be used.
    public void start(BrokerAccess door, int operations) {
        Client client = new Client(clients++, door, operations);
        atWork.add(client);
        client.next();
    }

    /// Starts a client that looks up every key.
    public void startReader(BrokerAccess door) {
        Client client = new Client(clients++, door, 0);
        for (String namespace : namespaces) {
            for (int i = 0; i < REGISTERS; i++) {
                client.planned.add(client.call(namespace, Kind.GET, "set.k" + i, false));
            }
            for (int i = 0; i < LOGS; i++) {
                client.planned.add(client.call(namespace, Kind.GET, "log.k" + i, false));
            }
        }
        atWork.add(client);
        client.next();
    }

    /// Lets all clients end with the operation that they have under way.
    public void stop() {
        stopped = true;
    }

    /// Lets clients that are started now work again.
    public void resume() {
        stopped = false;
    }

    /// Clients of this rank get no answer any more.
    public void abandon(int rank) {
        atWork.removeIf(client -> client.door.rank() == rank);
    }

    /// True when no client has anything to do.
    public boolean isIdle() {
        return atWork.isEmpty();
    }

    /// What clients ended with before they were done.
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /// What clients at work wait for.
    public Set<String> waiting() {
        Set<String> waiting = new TreeSet<>();
        atWork.forEach(client -> waiting.add(client.lastCall));
        return waiting;
    }

    private final class Client {
        private final int number;
        private final BrokerAccess door;
        private final List<Call> planned = new ArrayList<>();
        private int left;
        private int writes;
        private String lastCall = "";

        Client(int number, BrokerAccess door, int operations) {
            this.number = number;
            this.door = door;
            left = operations;
        }

        Call call(String namespace, Kind kind, String key, boolean sync) {
            String value = kind == Kind.GET ? "" : number + "." + ++writes;
            return new Call(number, door.rank(), namespace, kind, key, value, sync);
        }

        private Call choose() {
            String namespace = namespaces.get(random.nextInt(namespaces.size()));
            int dice = random.nextInt(100);
            boolean sync = namespace.equals(KvsProtocol.PRIMARY) && random.nextInt(6) == 0;
            String log = "log.k" + random.nextInt(LOGS);
            String register = "set.k" + random.nextInt(REGISTERS);
            if (dice < 35) {
                return call(namespace, Kind.PUT, register, sync);
            }
            if (dice < 60) {
                return call(namespace, Kind.APPEND, log, sync);
            }
            return call(namespace, Kind.GET, dice < 80 ? register : log, false);
        }

        void next() {
            Call call;
            if (!planned.isEmpty()) {
                call = planned.removeFirst();
            } else if (!stopped && left > 0) {
                left--;
                call = choose();
            } else {
                atWork.remove(this);
                return;
            }
            lastCall = call.toString();
            int operation = history.invoke(call);
            if (call.kind() == Kind.GET) {
                look(operation, call);
            } else {
                write(operation, call);
            }
        }

        private void look(int operation, Call call) {
            Lookup lookup =
                    new Lookup(
                            call.key(),
                            0,
                            Optional.of(call.namespace()),
                            Optional.empty(),
                            Optional.empty());
            door.request(KvsProtocol.LOOKUP_PLUS.topic(), Payload.of(lookup))
                    .map(response -> response.payload().as(FoundPlus.class))
                    .then(
                            found -> {
                                if (atWork.contains(this)) {
                                    history.answered(
                                            operation,
                                            found.rootseq(),
                                            found.val().map(this::text));
                                    next();
                                }
                            },
                            this::fail);
        }

        private String text(JsonObject value) {
            return new String(
                    Base64.getDecoder().decode(value.text("data").orElse("")),
                    StandardCharsets.UTF_8);
        }

        private void write(int operation, Call call) {
            boolean append = call.kind() == Kind.APPEND;
            String bytes = call.value() + (append ? "\n" : "");
            JsonObject value =
                    JsonObject.builder()
                            .put("ver", 1)
                            .put("type", "val")
                            .put(
                                    "data",
                                    Base64.getEncoder()
                                            .encodeToString(bytes.getBytes(StandardCharsets.UTF_8)))
                            .build();
            JsonValue op =
                    JsonObject.builder()
                            .put("key", call.key())
                            .put("flags", append ? KvsProtocol.APPEND : 0)
                            .put("dirent", value)
                            .build();
            Commit commit =
                    new Commit(
                            call.namespace(), call.sync() ? KvsProtocol.SYNC : 0, JsonArray.of(op));
            door.request(KvsProtocol.COMMIT.topic(), Payload.of(commit))
                    .map(response -> response.payload().as(Root.class))
                    .then(
                            root -> {
                                if (atWork.contains(this)) {
                                    history.acknowledged(operation, root.rootseq());
                                    next();
                                }
                            },
                            this::fail);
        }

        private void fail(FluxException error) {
            if (atWork.remove(this)) {
                errors.add(lastCall + ": " + error.errno() + " " + error.getMessage());
            }
        }
    }
}
