package fluxj.services.jobshell;

import fluxj.core.service.ServiceProtocol;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.shell.ShellHost;
import fluxj.shell.spi.ShellHardware;
import fluxj.wire.Event;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The world of a shell that runs in a broker.
record BrokerHost(
        Place place,
        ServiceContext flux,
        ProcessSpawner processes,
        Switchboard switchboard,
        Facts facts)
        implements ShellHost {
    /// What is asked for once in the life of a broker: the hardware of its host, and where its
    /// flux-core's library for PMI is.
    record Facts(
            Supplier<Promise<ShellHardware>> topology,
            Supplier<Promise<Optional<Path>>> pmiLibrary) {}

    @Override
    public Reactor reactor() {
        return flux.reactor();
    }

    @Override
    public WallClock clock() {
        return flux.wallClock();
    }

    @Override
    public RpcClient rpc() {
        return flux.rpc();
    }

    @Override
    public Promise<Optional<String>> attribute(String name) {
        return Promise.of(flux.attributes().get(name));
    }

    @Override
    public Promise<ShellHardware> hardware() {
        return facts.topology().get();
    }

    @Override
    public Promise<Optional<Path>> pmiLibrary() {
        return facts.pmiLibrary().get();
    }

    @Override
    public Promise<Empty> register(String service, Consumer<Request> handler) {
        switchboard.addService(service, handler);
        return flux.addService(service);
    }

    @Override
    public Promise<Empty> unregister(String service) {
        switchboard.removeService(service);
        return flux.rpc()
                .call(ServiceProtocol.REMOVE, flux.rank(), new ServiceProtocol.Name(service));
    }

    @Override
    public void reply(Response response) {
        flux.emit(response);
    }

    @Override
    public Promise<Empty> subscribe(String prefix, Consumer<Event> handler) {
        switchboard.addEvents(prefix, handler);
        flux.subscribe(prefix);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> unsubscribe(String prefix) {
        switchboard.removeEvents(prefix);
        flux.unsubscribe(prefix);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public void complain(String line) {
        flux.log().err(line);
    }
}
