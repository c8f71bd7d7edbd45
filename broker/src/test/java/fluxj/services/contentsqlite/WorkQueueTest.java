package fluxj.services.contentsqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.module.ManualReactor;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class WorkQueueTest {
    @TempDir Path folder;
    private final ManualReactor reactor = new ManualReactor();
    private Database database;
    private WorkQueue queue;

    @BeforeEach
    void open() throws IOException {
        SqliteSettings settings = SqliteSettings.of(false, JsonObject.EMPTY, List.of());
        database =
                new DatabaseOpener(folder.resolve("content.sqlite"), settings).open(HashType.SHA1);
        queue = new WorkQueue(reactor, database);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private Promise<byte[]> store(byte[] blob) {
        return queue.write(blob.length, db -> db.store(blob));
    }

    private static byte[] noise(int length, int seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private <T> T get(Promise<T> promise) {
        reactor.run();
        List<T> values = new ArrayList<>();
        promise.then(
                values::add,
                error -> {
                    throw error;
                });
        return values.getFirst();
    }

    private FluxException failure(Promise<?> promise) {
        return assertThrows(FluxException.class, () -> get(promise));
    }

    /// Lets the file grow by that many pages and no more.
    private void allow(long pages) throws SQLException {
        long now = database.number("PRAGMA page_count");
        try (Statement statement = database.connection().createStatement();
                ResultSet row = statement.executeQuery("PRAGMA max_page_count=" + (now + pages))) {
            assertTrue(row.next());
        }
    }

    @Test
    void whatArrivesDuringABatchIsTheNextTransaction() {
        List<Integer> commits = new ArrayList<>();
        database.connection();
        List<Promise<byte[]>> stored = new ArrayList<>();
        stored.add(store(noise(100, 0)));
        for (int i = 1; i < 50; i++) {
            stored.add(store(noise(100, i)));
            stored.getLast().then(_ -> commits.add(0), _ -> {});
        }
        assertEquals(2, reactor.run());
        assertEquals(49, commits.size());
        stored.forEach(this::get);
    }

    @Test
    void aFullDiskFailsThoseWhoDoNotFitAndNobodyElse() throws SQLException {
        byte[] before = get(store(noise(4000, 1)));
        allow(40);
        Promise<byte[]> first = store(noise(100, 2));
        List<Promise<byte[]>> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add(store(noise(300, 10 + i)));
        }
        Promise<byte[]> big = store(noise(1_000_000, 3));
        Promise<byte[]> last = store(noise(100, 4));
        Promise<byte[]> loaded = queue.read(db -> db.load(before));
        FluxException error = failure(big);
        assertEquals(Errno.ENOSPC, error.errno(), error.text());
        assertTrue(error.text().startsWith("No space left on device"), error.text());
        get(first);
        small.forEach(this::get);
        byte[] digest = get(last);
        assertArrayEquals(noise(4000, 1), get(loaded));
        assertArrayEquals(noise(100, 4), get(queue.read(db -> db.load(digest))));
        assertEquals(13, get(queue.read(Database::count)));

        allow(1000);
        assertArrayEquals(
                HashType.SHA1.hash(noise(1_000_000, 3)).digest(), get(store(noise(1_000_000, 3))));
    }

    @Test
    void whatIsSentInOneTurnIsOneTransaction() throws SQLException {
        Promise<byte[]> blob = store(noise(100, 1));
        Promise<Long> put = checkpoint(0);
        assertEquals(2, reactor.run());
        get(blob);
        assertEquals(0, get(put));
        assertEquals(1, get(queue.read(Database::epoch)));
    }

    @Test
    void aCheckpointBehindAStoreThatFailedIsNotKept() throws SQLException {
        get(store(noise(4000, 1)));
        allow(40);
        Promise<byte[]> big = queue.store(1_000_000, db -> db.store(noise(1_000_000, 3)));
        Promise<Long> put = checkpoint(0);
        assertEquals(Errno.ENOSPC, failure(big).errno());
        FluxException error = failure(put);
        assertEquals(Errno.ECANCELED, error.errno());
        assertEquals("a store before the checkpoint failed", error.text());
        assertEquals(0, get(queue.read(Database::epoch)));
        assertEquals(1, get(checkpoint(1)));
    }

    /// Keeps a checkpoint when so many stores have failed, as the service does.
    private Promise<Long> checkpoint(long known) {
        return queue.write(100, db -> db.putCheckpointAfter(known, "{}", 5));
    }

    @Test
    void aCheckpointThatIsUndoneLeavesTheEpochWhereItWas() throws SQLException {
        get(store(noise(4000, 1)));
        allow(2);
        Promise<byte[]> first = store(noise(10, 1));
        Promise<Long> put =
                queue.write(
                        100,
                        db -> {
                            db.putCheckpoint("\"" + "x".repeat(100_000) + "\"", 5);
                            return db.epoch();
                        });
        Promise<byte[]> after = store(noise(10, 2));
        assertEquals(Errno.ENOSPC, failure(put).errno());
        get(first);
        get(after);
        assertEquals(0, get(queue.read(Database::epoch)));
    }

    @Test
    void anErrorOfOneReaderIsItsOwn() {
        Promise<byte[]> first = store(noise(10, 1));
        Promise<byte[]> missing = queue.read(db -> db.load(new byte[20]));
        Promise<byte[]> second = store(noise(10, 2));
        assertEquals(Errno.ENOENT, failure(missing).errno());
        get(first);
        get(second);
    }

    @Test
    void closingWaitsForWhatWasAskedAndRefusesWhatComesAfter() throws IOException {
        Promise<byte[]> first = store(noise(10, 1));
        Promise<byte[]> second = store(noise(10, 2));
        Promise<?> closed = queue.close();
        assertEquals(Errno.ENOSYS, failure(store(noise(10, 3))).errno());
        get(closed);
        get(first);
        byte[] digest = get(second);
        open();
        assertArrayEquals(noise(10, 2), get(queue.read(db -> db.load(digest))));
    }

    @Test
    void aQueueThatIsFullRefuses() {
        List<Promise<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < (1 << 16) + 1; i++) {
            all.add(queue.read(_ -> new byte[0]));
        }
        assertEquals(Errno.EAGAIN, failure(all.getLast()).errno());
        get(all.get(all.size() - 2));
    }
}
