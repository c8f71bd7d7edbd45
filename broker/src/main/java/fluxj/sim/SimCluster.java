package fluxj.sim;

import fluxj.broker.BrokerWords;
import fluxj.cert.CurveCertificate;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// An instance of whole brokers: the real ones, from command line to exit code, started from a host
/// table. Their directories are real too and lie in a folder that the caller gives.
public final class SimCluster {
    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final CurveCrypto crypto = CurveCryptoProvider.select("auto").crypto();
    private final Path folder;
    private final int uid;
    private final List<String> words;
    private final List<SimProcess> brokers = new ArrayList<>();
    private final SimDisk disk = new SimDisk();

    /// @param folder an empty folder that belongs to user `uid`
    /// @param words further words of each broker's command line
    SimCluster(
            SimScheduler scheduler,
            SimNetwork network,
            Shape shape,
            Path folder,
            List<String> words) {
        this.scheduler = scheduler;
        this.network = network;
        this.folder = folder;
        this.uid = shape.uid();
        Path certificate = folder.resolve("cert");
        CurveKeyPair pair = crypto.generate(scheduler.newRandom());
        CurveCertificate.of(
                        pair.publicKey().bytes(), pair.secretKey().bytes(), Map.of("name", "sim"))
                .save(certificate);
        String table =
                "[bootstrap]\n"
                        + ("curve_cert = \"" + certificate + "\"\n")
                        + "default_bind = \"ipc:///sim/%h\"\n"
                        + "default_connect = \"ipc:///sim/%h\"\n"
                        + ("hosts = [{ host = \"node[0-" + (shape.size() - 1) + "]\" }]\n")
                        + ("[tbon]\ntopo = \"" + shape.topology() + "\"\n");
        this.words = new ArrayList<>(List.of("--conf=" + table));
        this.words.addAll(words);
        for (int rank = 0; rank < shape.size(); rank++) {
            brokers.add(start(rank));
        }
    }

    /// What an instance looks like.
    ///
    /// @param topology a `tbon.topo` scheme
    /// @param uid whom the brokers belong to: the owner of their folder
    public record Shape(int size, String topology, int uid) {}

    private SimProcess start(int rank) {
        SimReactor reactor = new SimReactor(scheduler, "broker " + rank);
        SimPlatform platform =
                new SimPlatform(
                        reactor,
                        new SimHost("node" + rank, 1000 + rank, uid),
                        () -> Sim.EPOCH_MICROS + scheduler.now() / 1000,
                        network.transport(rank, reactor),
                        crypto);
        platform.offer(new SimContentFactory(disk));
        SimProcess process = new SimProcess(reactor, platform);
        List<String> commandLine = new ArrayList<>(words);
        commandLine.add("-Srundir=" + folder.resolve("run-" + rank));
        if (rank == 0) {
            commandLine.add("-Sstatedir=" + folder.resolve("state"));
        }
        process.start(BrokerWords.parse(commandLine).orElseThrow());
        return process;
    }

    /// How many brokers there are.
    public int size() {
        return brokers.size();
    }

    /// The process that has that rank now.
    public SimProcess broker(int rank) {
        return brokers.get(rank);
    }

    /// The disk of the module `content-sim`, which rank 0 may be given for a content store.
    public SimDisk disk() {
        return disk;
    }

    /// Does something in a broker's turn, now.
    public void at(int rank, Consumer<SimProcess> action) {
        SimProcess broker = brokers.get(rank);
        broker.reactor().run(() -> action.accept(broker));
    }

    /// Kills a broker: its connections are reset.
    public void kill(int rank) {
        scheduler.note("kill " + rank);
        brokers.get(rank).reactor().kill();
        network.killed(rank);
    }

    /// Starts a broker again as a new process, killing the old one first.
    public void restart(int rank) {
        kill(rank);
        scheduler.note("start " + rank);
        brokers.set(rank, start(rank));
    }

    /// Lets nothing pass between two brokers.
    public void cut(int rank, int peer) {
        scheduler.note("cut " + rank + " " + peer);
        network.cut(rank, peer);
    }

    /// Undoes [#cut]; what was sent meanwhile arrives, unless the connection broke.
    public void heal(int rank, int peer) {
        scheduler.note("heal " + rank + " " + peer);
        network.heal(rank, peer);
    }
}
