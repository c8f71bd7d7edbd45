package fluxj.sim;

import fluxj.bootstrap.BootstrapMethod;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// Nothing to exchange: a simulated broker is told everything.
record SimBootstrap(int rank, int size) implements BootstrapMethod {
    @Override
    public String name() {
        return "sim";
    }

    @Override
    public Promise<Membership> initialize() {
        return Promise.of(membership());
    }

    Membership membership() {
        return new Membership(rank, size, "sim");
    }

    @Override
    public Promise<Empty> put(String key, String value) {
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<String> get(String key) {
        return Promise.failed(new FluxException(Errno.ENOENT, "key not found"));
    }

    @Override
    public Promise<Empty> barrier() {
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> finish() {
        return Promise.of(Empty.EMPTY);
    }
}
