package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapProtocol.Bizcard;
import fluxj.config.tables.HostTable;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The methods that need no exchange: a host table that every broker has, and being alone. What is
/// put stays here, and nobody waits at the barrier.
final class LocalMethod implements BootstrapMethod {
    private final String name;
    private final Membership membership;
    private final Function<String, Optional<String>> known;
    private final Map<String, String> space = new HashMap<>();

    private LocalMethod(
            String name, Membership membership, Function<String, Optional<String>> known) {
        this.name = name;
        this.membership = membership;
        this.known = known;
    }

    /// An instance of one broker.
    static LocalMethod single() {
        return new LocalMethod("single", new Membership(0, 1, "single"), _ -> Optional.empty());
    }

    /// The broker of that rank in a host table; every rank's card is made from the table.
    static LocalMethod config(HostTable table, int rank) {
        return new LocalMethod(
                "config", new Membership(rank, table.size(), "config"), key -> card(table, key));
    }

    private static Optional<String> card(HostTable table, String key) {
        int rank;
        try {
            rank = Integer.parseInt(key);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
        if (rank < 0 || rank >= table.size()) {
            return Optional.empty();
        }
        Bizcard card =
                new Bizcard(
                        table.host(rank),
                        table.connect(rank).map(List::of).orElseGet(List::of),
                        Optional.empty());
        return Optional.of(RecordCodec.encode(card).toString());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Promise<Membership> initialize() {
        return Promise.of(membership);
    }

    @Override
    public Promise<Empty> put(String key, String value) {
        space.put(key, value);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<String> get(String key) {
        String value = space.get(key);
        Optional<String> found = value == null ? known.apply(key) : Optional.of(value);
        return found.map(Promise::of)
                .orElseGet(() -> Promise.failed(new FluxException(Errno.ENOENT, "key not found")));
    }

    @Override
    public Promise<Empty> barrier() {
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> finish() {
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public boolean abort(String message) {
        return false;
    }
}
