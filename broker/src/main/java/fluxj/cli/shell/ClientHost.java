package fluxj.cli.shell;

import fluxj.client.ReactorClient;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.shell.HostQuery;
import fluxj.shell.ShellHost;
import fluxj.shell.spi.ShellHardware;
import fluxj.wire.Event;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The world of a shell that is a client of its broker.
///
/// @param stderr takes lines of complaint
record ClientHost(Place place, ReactorClient client, Local local, Consumer<String> stderr)
        implements ShellHost {
    /// What the shell has without its broker.
    record Local(Reactor reactor, WallClock clock, ProcessSpawner processes) {}

    @Override
    public Reactor reactor() {
        return local.reactor();
    }

    @Override
    public WallClock clock() {
        return local.clock();
    }

    @Override
    public ProcessSpawner processes() {
        return local.processes();
    }

    @Override
    public RpcClient rpc() {
        return client.rpc();
    }

    @Override
    public Promise<ShellHardware> hardware() {
        return HostQuery.hardware(client.rpc(), reactor());
    }

    @Override
    public Promise<Optional<Path>> pmiLibrary() {
        return HostQuery.pmiLibrary(client.rpc());
    }

    @Override
    public Promise<Empty> register(String service, Consumer<Request> handler) {
        client.serve(handler);
        return client.addService(service);
    }

    @Override
    public Promise<Empty> unregister(String service) {
        return client.removeService(service);
    }

    @Override
    public void reply(Response response) {
        client.send(response);
    }

    @Override
    public Promise<Empty> subscribe(String prefix, Consumer<Event> handler) {
        client.onEvent(handler);
        return client.subscribe(prefix);
    }

    @Override
    public Promise<Empty> unsubscribe(String prefix) {
        return client.unsubscribe(prefix);
    }

    @Override
    public void complain(String line) {
        stderr.accept(line);
    }
}
