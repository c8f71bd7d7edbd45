package fluxj.services.contentsqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

class DatabaseTest {
    @TempDir Path folder;

    private Path file() {
        return folder.resolve("content.sqlite");
    }

    private Database open(String... arguments) throws IOException {
        return open(file(), arguments);
    }

    private static Database open(Path file, String... arguments) throws IOException {
        SqliteSettings settings = SqliteSettings.of(false, JsonObject.EMPTY, List.of(arguments));
        return new DatabaseOpener(file, settings).open(HashType.SHA1);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewDatabaseAndItsLogAreTheOwnersAlone() throws IOException, SQLException {
        try (Database database = open()) {
            database.store(bytes("a"));
            assertEquals("rw-------", mode(file()));
            assertEquals("rw-------", mode(folder.resolve("content.sqlite-wal")));
        }
    }

    @Test
    void aDatabaseThatIsThereKeepsItsReadersAndLosesWriters() throws IOException, SQLException {
        open().close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        open().close();
        assertEquals("rw-r--r--", mode(file()));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "nothing";
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static FluxException failure(Database database, byte[] digest) {
        return assertThrows(FluxException.class, () -> database.load(digest));
    }

    /// A row as flux-core writes it: the schema's text, a hash of storage class TEXT, an LZ4 block
    /// made by liblz4.
    @Test
    void readsAFileThatFluxCoreWrote() throws IOException, SQLException {
        byte[] blob = bytes("abcdefgh".repeat(64));
        String digest = HexFormat.of().formatHex(HashType.SHA1.hash(blob).digest());
        sql(
                "CREATE TABLE objects(  hash BLOB PRIMARY KEY,  size INT,  object BLOB,  epoch INT"
                        + " DEFAULT 0)",
                "CREATE TABLE checkpt_v2(  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,  value"
                        + " TEXT)",
                "INSERT INTO objects VALUES (CAST(x'"
                        + digest
                        + "' AS TEXT), 512, x'8f61626364656667680800ffe1"
                        + "506465666768', 3)",
                "INSERT INTO checkpt_v2 (id, value) VALUES (7, '{\"version\":1}')");
        try (Database database = open()) {
            assertEquals(7, database.epoch());
            assertArrayEquals(blob, database.load(HashType.SHA1.hash(blob).digest()));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, -1, blob", "255, -1, blob", "256, 256, blob", "0, -1, blob"})
    void writesRowsAsFluxCoreDoes(int length, int size, String type)
            throws IOException, SQLException {
        byte[] digest;
        try (Database database = open()) {
            digest = database.store(noise(length));
        }
        assertEquals(
                "text "
                        + HexFormat.of().withUpperCase().formatHex(digest)
                        + " "
                        + size
                        + " "
                        + type,
                ask(
                        "SELECT typeof(hash) || ' ' || hex(hash) || ' ' || size || ' ' ||"
                                + " typeof(object) FROM objects"));
    }

    @Test
    void storingAgainRefreshesTheEpochOnly() throws IOException, SQLException {
        try (Database database = open()) {
            database.store(bytes("foo"));
            database.putCheckpoint("{}", 5);
            database.putCheckpoint("{}", 5);
            database.store(bytes("foo"));
        }
        assertEquals("1 2", ask("SELECT count(*) || ' ' || max(epoch) FROM objects"));
    }

    @Test
    void epochsGoOnCountingWhenOldCheckpointsAreGone() throws IOException, SQLException {
        try (Database database = open()) {
            for (int i = 0; i < 4; i++) {
                database.putCheckpoint("{}", 1);
            }
            assertEquals(4, database.epoch());
            assertEquals(1, database.checkpoints().size());
        }
        assertEquals("4", ask("SELECT seq FROM sqlite_sequence WHERE name='checkpt_v2'"));
    }

    @Test
    void takesOverTheCheckpointOfAnOldRelease() throws IOException, SQLException {
        sql(
                "CREATE TABLE objects(hash BLOB PRIMARY KEY, size INT, object BLOB)",
                "INSERT INTO objects VALUES (CAST(x'00' AS TEXT), -1, x'00')",
                "CREATE TABLE checkpt(key TEXT UNIQUE, value TEXT)",
                "INSERT INTO checkpt VALUES ('kvs-primary', '{\"version\":1,\"rootref\":\"r\"}')");
        try (Database database = open()) {
            assertEquals(1, database.epoch());
            assertEquals(
                    "{\"version\":1,\"rootref\":\"r\"}",
                    database.checkpoints().getFirst().value().toString());
        }
        assertEquals("nothing", ask("SELECT 1 FROM sqlite_master WHERE name='checkpt'"));
        assertEquals("0", ask("SELECT epoch FROM objects"));
    }

    @Test
    void anOldCheckpointThatIsNoJsonIsRefusedAndKept() throws SQLException {
        sql(
                "CREATE TABLE checkpt(key TEXT UNIQUE, value TEXT)",
                "INSERT INTO checkpt VALUES ('kvs-primary', 'sha1-1234')");
        assertEquals(Errno.EINVAL, assertThrows(FluxException.class, this::open).errno());
        assertEquals("sha1-1234", ask("SELECT value FROM checkpt"));
    }

    @Test
    void whatWasCommittedIsThereAfterAKill() throws IOException, SQLException {
        Path copy = folder.resolve("copy.sqlite");
        byte[] digest;
        try (Database database = open()) {
            digest = database.store(noise(5000));
            database.putCheckpoint("{}", 5);
            database.begin(0);
            database.store(bytes("not committed"));
            Files.copy(file(), copy);
            Files.copy(Path.of(file() + "-wal"), Path.of(copy + "-wal"));
            database.rollback();
        }
        assertFalse(WriteAheadFile.isCleanlyClosed(copy));
        try (Database database = open(copy)) {
            assertArrayEquals(noise(5000), database.load(digest));
            assertEquals(1, database.epoch());
            assertEquals(1, database.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE", "PERSIST", "TRUNCATE", "MEMORY", "OFF"})
    void everyJournalModeKeepsWhatWasWrittenAndCanFollowAnyOther(String mode)
            throws IOException, SQLException {
        byte[] digest;
        try (Database database = open("journal_mode=" + mode)) {
            digest = database.store(noise(300));
        }
        assertEquals(mode.equals("WAL"), WriteAheadFile.isCleanlyClosed(file()));
        for (String next : List.of("WAL", "OFF", "WAL", "DELETE")) {
            SqliteSettings settings =
                    SqliteSettings.of(false, JsonObject.EMPTY, List.of("journal_mode=" + next));
            DatabaseOpener opener = new DatabaseOpener(file(), settings);
            try (Database database = opener.open(HashType.SHA1)) {
                assertArrayEquals(noise(300), database.load(digest));
                assertEquals(List.of(), opener.notices());
            }
        }
    }

    private void fill(int objects) throws IOException, SQLException {
        try (Database database = open()) {
            database.begin(0);
            for (int i = 0; i < objects; i++) {
                database.store(noise(1000 + i));
            }
            database.commit();
        }
    }

    @Test
    void aTruncatedFileIsRefusedWithItsName() throws IOException, SQLException {
        fill(100);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        FluxException error = assertThrows(FluxException.class, this::open);
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(error.text().startsWith("Invalid argument (" + file() + ": damaged"));
    }

    private void scribble(long position, byte[] what) throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(what), position);
        }
    }

    @Test
    void aDamagedPageIsFoundByTheCheckOrWhenItIsRead() throws IOException, SQLException {
        fill(100);
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) 0xff);
        scribble(4096L * 20, page);
        FluxException error = assertThrows(FluxException.class, () -> open("quick-check"));
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(error.text().contains("damaged"), error.text());
        Files.write(Path.of(file() + "-wal"), new byte[0]);
        assertEquals(Errno.EINVAL, assertThrows(FluxException.class, this::open).errno());
    }

    @Test
    void anObjectWithAFlippedBitIsNeverGivenOut() throws IOException, SQLException {
        byte[] digest;
        try (Database database = open()) {
            digest = database.store(bytes("needle needle"));
        }
        byte[] all = Files.readAllBytes(file());
        int at = new String(all, StandardCharsets.ISO_8859_1).indexOf("needle needle");
        scribble(at, bytes("N"));
        try (Database database = open("quick-check")) {
            FluxException error = failure(database, digest);
            assertEquals(Errno.EINVAL, error.errno());
            assertTrue(error.text().contains("does not match its hash"), error.text());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "x'ff00ff', 300, cannot be decompressed",
                "x'1061', 300, 300",
                "x'10', 2147483647, impossible size",
                "x'1061', -2, impossible size",
                "'text', -1, wrong type",
                "x'1061', 'one', wrong type"
            })
    void aRowThatMakesNoSenseIsEinval(String object, String size, String reason)
            throws IOException, SQLException {
        try (Database database = open()) {
            database.store(bytes("x"));
        }
        sql("UPDATE objects SET object = " + object + ", size = " + size);
        try (Database database = open()) {
            FluxException error = failure(database, HashType.SHA1.hash(bytes("x")).digest());
            assertEquals(Errno.EINVAL, error.errno());
            assertTrue(error.text().contains(reason), error.text());
        }
    }

    @Test
    void aFolderInThePlaceOfTheFileIsRefused() throws IOException {
        Files.createDirectory(file());
        FluxException error = assertThrows(FluxException.class, this::open);
        assertTrue(error.text().contains(file().toString()), error.text());
    }

    @Test
    void aCheckpointThatIsNoJsonIsEinval() throws IOException, SQLException {
        open().close();
        sql("INSERT INTO checkpt_v2 (value) VALUES ('{')");
        try (Database database = open()) {
            assertEquals(
                    Errno.EINVAL, assertThrows(FluxException.class, database::checkpoints).errno());
        }
    }
}
