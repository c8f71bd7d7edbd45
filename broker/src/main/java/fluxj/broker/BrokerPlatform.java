package fluxj.broker;

import fluxj.config.tables.TbonConfig;
import fluxj.overlay.OverlayTransport;
import fluxj.platform.Descriptors;
import fluxj.platform.HostFacts;
import fluxj.platform.ProcessMemory;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.ProcessTable;
import fluxj.platform.SparseFiles;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.service.Log;
import fluxj.service.ServiceFactory;
import fluxj.service.Severity;
import fluxj.zmtp.crypto.CurveCrypto;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// The world around one broker: everything it touches that is not the broker itself. The operating
/// system in production, virtual in the simulator.
public interface BrokerPlatform {
    /// The broker's one logical thread.
    Reactor reactor();

    /// Host, users, this process.
    HostFacts host();

    /// Time of day.
    WallClock clock();

    /// Starts processes.
    ProcessSpawner processes();

    /// The holes of files.
    default SparseFiles sparseFiles() {
        return SparseFiles.WITHOUT_HOLES;
    }

    /// The memory of this process, when it is this broker's alone.
    default Optional<ProcessMemory> memory() {
        return Optional.empty();
    }

    /// The processes of this host; empty where there are none but scripted ones.
    default Optional<ProcessTable> processTable() {
        return Optional.empty();
    }

    /// Inherited descriptors.
    Descriptors descriptors();

    /// Chance that is fit for keys.
    RandomGenerator keys();

    /// CURVE's library.
    CurveCrypto crypto();

    /// Sockets of the overlay.
    OverlayTransport transport(TbonConfig tbon, Log log);

    /// The module that lets local clients in.
    ServiceFactory connector();

    /// Modules that only this world has, for `module.load` to find by name.
    default List<ServiceFactory> modules() {
        return List.of();
    }

    /// Brings these signals to `handler`, on the reactor, from now on.
    void signals(List<Integer> signums, IntConsumer handler);

    /// Ends with SIGHUP what is left in this process's group, when it leads one and nobody else's
    /// broker is in it; this process hears it too.
    void hangUpGroup();

    /// Sends a message for systemd to the socket that `NOTIFY_SOCKET` names (sd_notify(3)).
    ///
    /// @throws fluxj.errors.FluxException when nobody is there
    default void notify(String socket, String assignments) {}

    /// Where a crash of the whole process is to be described, when the process is this broker's
    /// alone.
    ///
    /// @throws fluxj.errors.FluxException when the file cannot be made
    default void reportCrashTo(Path file) {}

    /// Takes that file away, unless there is something in it.
    default void discardCrashReport() {}

    /// Writes a line to standard error.
    void stderr(String line);

    /// Writes a line to the system's log.
    void syslog(Severity severity, String line);

    /// Prints a text on standard output.
    void stdout(String text);
}
