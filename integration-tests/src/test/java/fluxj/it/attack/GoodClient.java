package fluxj.it.attack;

import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.it.TestBrokerProcess;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The owner at work meanwhile, on a thread of its own: pings each rank from rank 0, commits at
/// rank 0 and at the last rank, reads what it committed there, and notes what went wrong and how
/// long each request took.
final class GoodClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /// What happened in some time.
    ///
    /// @param rounds whole rounds
    /// @param failures requests that failed, with their errors
    /// @param latencies milliseconds of each request
    record Report(int rounds, List<String> failures, List<Double> latencies) {
        private double share(double share) {
            List<Double> sorted = new ArrayList<>(latencies);
            Collections.sort(sorted);
            return sorted.isEmpty() ? 0 : sorted.get((int) ((sorted.size() - 1) * share));
        }

        @Override
        public String toString() {
            return "%d requests in %d rounds, p50 %.1f ms, p99 %.1f ms, longest %.0f ms, %d failed"
                    .formatted(
                            latencies.size(),
                            rounds,
                            share(0.5),
                            share(0.99),
                            share(1),
                            failures.size());
        }
    }

    private final List<TestBrokerProcess> brokers;
    private final Thread thread;
    private volatile boolean over;
    private volatile boolean resting;
    private final List<String> failures = new ArrayList<>();
    private final List<Double> latencies = new ArrayList<>();
    private int rounds;
    private int roundsEver;
    private int value;

    GoodClient(List<TestBrokerProcess> brokers) {
        this.brokers = List.copyOf(brokers);
        thread = Thread.ofPlatform().daemon().name("good-client").start(this::work);
    }

    /// What happened since the last call.
    synchronized Report takeReport() {
        Report taken = new Report(rounds, List.copyOf(failures), List.copyOf(latencies));
        rounds = 0;
        failures.clear();
        latencies.clear();
        return taken;
    }

    private synchronized void round() {
        rounds++;
        roundsEver++;
    }

    /// Asks nothing from the next round on, or goes on.
    void rest(boolean rests) {
        resting = rests;
    }

    /// Whole rounds since it began.
    synchronized int rounds() {
        return roundsEver;
    }

    /// True once it has given up because its connection is gone.
    boolean isOver() {
        return !thread.isAlive();
    }

    private synchronized void failed(String what) {
        failures.add(what);
    }

    private synchronized void took(long nanos) {
        latencies.add(nanos / 1e6);
    }

    private void work() {
        try (ClientReactor reactor = new ClientReactor();
                FluxClient first = brokers.getFirst().open(reactor);
                FluxClient last = brokers.getLast().open(reactor)) {
            while (!over) {
                for (int rank = 0; rank < brokers.size(); rank++) {
                    request(first, "broker.ping", rank, "{\"seq\":1,\"pad\":\"0123456789\"}");
                }
                value++;
                commit(first, "first");
                commit(last, "last");
                request(last, "kvs.lookup", Message.NODEID_ANY, lookup("last"));
                round();
                do {
                    boolean[] paused = new boolean[1];
                    reactor.after(PAUSE, () -> paused[0] = true);
                    reactor.runUntil(() -> paused[0]);
                } while (resting && !over);
            }
        } catch (FluxException e) {
            failed("the good client's connection: " + e.getMessage());
        }
    }

    private void commit(FluxClient client, String key) {
        request(
                client,
                "kvs.commit",
                Message.NODEID_ANY,
                "{\"namespace\":\"primary\",\"flags\":0,\"ops\":[{\"key\":\"good."
                        + key
                        + "\",\"flags\":0,\"dirent\":{\"ver\":1,\"type\":\"val\",\"data\":\""
                        + "%08d".formatted(value)
                        + "\"}}]}");
    }

    private static String lookup(String key) {
        return "{\"namespace\":\"primary\",\"flags\":0,\"key\":\"good." + key + "\"}";
    }

    private void request(FluxClient client, String topic, int nodeid, String body) {
        long start = System.nanoTime();
        try {
            client.get(client.rpc().request(topic, nodeid, Payload.ofText(body), 0), LIMIT);
        } catch (FluxException e) {
            failed(topic + " to rank " + nodeid + ": " + e.errno() + " " + e.getMessage());
            over |= client.closed().isDone();
        }
        took(System.nanoTime() - start);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
