package fluxj.sim;

import fluxj.broker.BrokerWords;
import fluxj.cert.CurveCertificate;
import fluxj.overlay.SocketSecurity;
import fluxj.service.ServiceFactory;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts the brokers of one instance: gives each its host, its platform and its command line.
final class SimLauncher {
    private final Sim sim;
    private final SimShape shape;
    private final SimDisk disk;
    private final Path folder;
    private final int uid;
    private final CurveCrypto crypto = CurveCryptoProvider.select("auto").crypto();
    private final CurveKeyPair keys;
    private final List<String> words;

    SimLauncher(Sim sim, SimShape given, SimDisk disk) {
        this.sim = sim;
        this.disk = disk;
        folder = sim.folder();
        shape = given.loads("kvs") ? given.loading(RootWatch.factory(sim.invariants())) : given;
        Path certificate = folder.resolve("cert");
        keys = crypto.generate(sim.scheduler().newRandom());
        CurveCertificate.of(
                        keys.publicKey().bytes(), keys.secretKey().bytes(), Map.of("name", "sim"))
                .save(certificate);
        try {
            uid = (Integer) Files.getAttribute(folder, "unix:uid");
            // A folder that a broker makes itself is removed at its end.
            Files.createDirectories(folder.resolve("state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        words = new ArrayList<>();
        words.add("--conf=" + hostTable(certificate));
        words.addAll(List.of("-Slog-stderr-mode=local", "-Slog-stderr-level=7"));
        words.addAll(shape.words());
    }

    private String hostTable(Path certificate) {
        return """
               [bootstrap]
               curve_cert = "%s"
               default_bind = "ipc:///sim/%%h"
               default_connect = "ipc:///sim/%%h"
               hosts = [{ host = "node[0-%d]" }]
               [tbon]
               topo = "%s"
               """
                .formatted(certificate, shape.size() - 1, shape.topology());
    }

    SimBroker start(int rank, SimBroker.Listener listener) {
        sim.invariants().started(rank);
        SimReactor reactor = new SimReactor(sim.scheduler(), "broker " + rank);
        SimPlatform platform =
                new SimPlatform(
                        reactor,
                        new SimHost("node" + rank, 1000 + rank, uid),
                        () -> Sim.EPOCH_MICROS + sim.scheduler().now() / 1000,
                        sim.network().transport(rank, reactor),
                        crypto);
        platform.offer(ServiceFactory.of("content-sim", flux -> new SimContent(flux, disk)));
        List<String> commandLine = new ArrayList<>(words);
        commandLine.addAll(SimRc.install(platform, rank, shape));
        commandLine.add("-Srundir=" + folder.resolve("run-" + rank));
        if (rank == 0) {
            commandLine.add("-Sstatedir=" + folder.resolve("state"));
        }
        SimBroker broker = new SimBroker(rank, reactor, platform, sim.invariants(), listener);
        broker.start(BrokerWords.parse(commandLine).orElseThrow());
        return broker;
    }

    /// What lets a stranger in.
    SocketSecurity strangerSecurity() {
        return new SocketSecurity.CurveClient(keys, keys.publicKey());
    }
}
