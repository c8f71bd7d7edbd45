package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.json.RecordCodec;
import fluxj.platform.FolderRemoval;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.services.contentsqlite.ContentSqliteProtocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// An instance of one broker with the KVS and its content store, nothing else, and a state
/// directory that was there before: so that the journal is one that survives a crash.
final class StoreInstance implements AutoCloseable {
    private final Path dir;
    private final RunningInstance instance;

    private StoreInstance(Path dir, RunningInstance instance) {
        this.dir = dir;
        this.instance = instance;
    }

    static StoreInstance start(Side side) {
        Path dir = newDirectory();
        RunningInstance instance =
                RunningInstance.start(side, 1, List.of(Side.BARE, "-o,-Sstatedir=" + dir));
        StoreInstance store = new StoreInstance(dir, instance);
        for (String module : List.of("heartbeat", "content", "content-sqlite")) {
            instance.load(module);
        }
        store.loadKvs();
        return store;
    }

    private void loadKvs() {
        instance.load("kvs");
        instance.load("kvs-watch");
    }

    RunningInstance instance() {
        return instance;
    }

    FluxClient client() {
        return instance.client();
    }

    /// Starts the KVS anew over a content cache that is empty: what is looked up next comes from
    /// the database.
    void makeCold() {
        instance.removeLast();
        instance.removeLast();
        client().call(ContentProtocol.FLUSH, 0, Empty.EMPTY);
        client().call(ContentProtocol.DROPCACHE, 0, Empty.EMPTY);
        loadKvs();
    }

    /// Journal mode and synchronous setting of the database.
    String journal() {
        return RecordCodec.encode(
                        client().call(ContentSqliteProtocol.STATS_GET, 0, Empty.EMPTY).config())
                .toString();
    }

    @Override
    public void close() {
        instance.close();
        delete(dir);
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("fluxj-bench");
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "no folder for the state: " + IoReason.of(e));
        }
    }

    /// Another state directory with the same files.
    static Path copy(Path dir) {
        Path copy = newDirectory();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "cannot copy " + dir + ": " + IoReason.of(e));
        }
        return copy;
    }

    static void delete(Path dir) {
        try {
            FolderRemoval.remove(dir);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "cannot remove " + dir + ": " + IoReason.of(e));
        }
    }
}
