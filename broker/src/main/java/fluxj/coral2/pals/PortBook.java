package fluxj.coral2.pals;

import fluxj.format.Hostlist;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Who has which ports, and who waits for some. One for all distributors of an instance, so that a
/// job has the same ports in the events of both.
final class PortBook {
    /// What a job has.
    ///
    /// @param secret any number, negative ones too
    record Held(List<Integer> ports, long secret, Hostlist hosts) {}

    private record Waiting(Hostlist hosts, long secret, Consumer<Held> served) {}

    private final PortPool pool;
    private final Map<Long, Held> holders = new LinkedHashMap<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

    PortBook(PortPool pool) {
        this.pool = pool;
    }

    PortPool pool() {
        return pool;
    }

    Optional<Held> held(long job) {
        return Optional.ofNullable(holders.get(job));
    }

    Map<Long, Held> holders() {
        return holders;
    }

    List<Long> waiting() {
        return List.copyOf(waiting.keySet());
    }

    /// Gives a job ports; empty when there are none.
    Optional<Held> give(long job, Hostlist hosts, long secret) {
        Optional<Held> held = pool.take(hosts).map(ports -> new Held(ports, secret, hosts));
        held.ifPresent(found -> holders.put(job, found));
        return held;
    }

    /// Writes down what a job has had from before.
    void recover(long job, Held held) {
        if (holders.putIfAbsent(job, held) == null) {
            pool.withdraw(held.ports(), held.hosts());
        }
    }

    /// Lets a job wait; it is served in its turn.
    void await(long job, Hostlist hosts, long secret, Consumer<Held> served) {
        waiting.put(job, new Waiting(hosts, secret, served));
    }

    /// Takes back what a job has, or its wish; then those who wait are served.
    void leave(long job) {
        waiting.remove(job);
        @Nullable Held held = holders.remove(job);
        if (held == null) {
            return;
        }
        pool.release(held.ports(), held.hosts());
        for (Map.Entry<Long, Waiting> each : new ArrayList<>(waiting.entrySet())) {
            Waiting next = each.getValue();
            Optional<Held> given = give(each.getKey(), next.hosts(), next.secret());
            if (given.isPresent()) {
                waiting.remove(each.getKey());
                next.served().accept(given.get());
            }
        }
    }
}
