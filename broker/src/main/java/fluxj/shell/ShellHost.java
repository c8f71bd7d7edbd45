package fluxj.shell;

import fluxj.core.attr.AttrProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.WallClock;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.shell.spi.ShellHardware;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Where a shell runs: in a broker, or as a client of one.
public interface ShellHost {
    /// Where the shell is.
    ///
    /// @param rank of the broker
    /// @param name of the host
    /// @param uri of the broker, which tasks get as FLUX_URI
    /// @param userid who the shell runs as
    record Place(int rank, String name, String uri, int userid) {}

    /// Where it is.
    Place place();

    /// The shell's one thread.
    Reactor reactor();

    /// Time of day.
    WallClock clock();

    /// Starts tasks.
    ProcessSpawner processes();

    /// A subprocess server that starts its processes here.
    ///
    /// @param environment of a command that brings none
    default SubprocessServer subprocesses(Map<String, String> environment, Log log) {
        return new SubprocessServer(
                reactor(),
                processes(),
                new ServerEnvironment(place().rank(), place().uri(), environment),
                log,
                (_, _) -> {
                    throw new FluxException(Errno.ENOSYS);
                });
    }

    /// Calls services.
    RpcClient rpc();

    /// An attribute of the broker; empty when it has none of that name.
    default Promise<Optional<String>> attribute(String name) {
        Deferred<Optional<String>> value = new Deferred<>();
        rpc().call(AttrProtocol.GET, Message.NODEID_ANY, new AttrProtocol.Name(name))
                .then(
                        found -> value.complete(Optional.of(found.value())),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                value.complete(Optional.empty());
                            } else {
                                value.fail(error);
                            }
                        });
        return value;
    }

    /// The hardware of the host.
    Promise<ShellHardware> hardware();

    /// Where flux-core's `libpmi.so` is; empty where there is no flux-core.
    Promise<Optional<Path>> pmiLibrary();

    /// Brings requests for a service of that name to `handler` from now on.
    Promise<Empty> register(String service, Consumer<Request> handler);

    /// Undoes [#register].
    Promise<Empty> unregister(String service);

    /// Sends the answer to such a request.
    void reply(Response response);

    /// Brings events whose topic begins with `prefix` to `handler` from now on.
    Promise<Empty> subscribe(String prefix, Consumer<Event> handler);

    /// Undoes [#subscribe].
    Promise<Empty> unsubscribe(String prefix);

    /// Writes a line where it is seen when the job's own logs cannot be written.
    void complain(String line);
}
