package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonException;
import fluxj.json.JsonValue;
import fluxj.services.contentsqlite.ContentSqliteProtocol.Numbered;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The open database: one connection. Used off the reactor, by one piece of work at a time.
///
/// The hash of a row is a text of raw digest bytes: SQLite compares a text with no blob, so a store
/// that bound it as a blob would not find what flux-core has written.
final class Database implements AutoCloseable {
    /// What a transaction writes at most besides its objects: pages of the index that split.
    private static final long SPARE_BYTES = 64 << 10;

    private final Path file;
    private final HashType hashType;
    private final Connection connection;
    private final boolean undoable;
    private final BlobCodec codec = new BlobCodec();
    private @Nullable Statements statements;
    private long epoch;
    private long epochBefore;
    private long failures;
    private long failuresBefore;

    /// @param connection to a database whose tables are there
    /// @param undoable false when there is no journal, so that a transaction had better not fail
    Database(Path file, HashType hashType, Connection connection, boolean undoable)
            throws SQLException {
        this.file = file;
        this.hashType = hashType;
        this.connection = connection;
        this.undoable = undoable;
        epoch = number("SELECT MAX(id) FROM checkpt_v2");
    }

    Path file() {
        return file;
    }

    HashType hashType() {
        return hashType;
    }

    Connection connection() {
        return connection;
    }

    /// The number of the newest checkpoint, which new objects are marked with.
    long epoch() {
        return epoch;
    }

    /// How many stores have failed so far; those of a transaction that was undone do not count yet.
    long failures() {
        return failures;
    }

    /// A store has failed for good.
    void countFailure() {
        failures++;
    }

    private Statements statements() throws SQLException {
        Statements ready = statements == null ? new Statements(connection) : statements;
        statements = ready;
        return ready;
    }

    /// Begins a transaction that will write about that many bytes. Without a journal a disk that
    /// fills up half way would leave a damaged file, so there the room is looked for before.
    void begin(long bytes) throws SQLException {
        if (!undoable && file.toFile().getUsableSpace() < 2 * bytes + SPARE_BYTES) {
            throw SqlErrors.full();
        }
        statements().begin().execute();
        keepCounts();
    }

    /// Ends it well.
    void commit() throws SQLException {
        statements().commit().execute();
        keepCounts();
    }

    private void keepCounts() {
        epochBefore = epoch;
        failuresBefore = failures;
    }

    /// Undoes it. SQLite undoes some failures by itself and then has nothing to undo.
    void rollback() {
        epoch = epochBefore;
        failures = failuresBefore;
        if (statements != null) {
            statements.close();
            statements = null;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            return;
        }
    }

    /// The blob of that digest, checked against it.
    ///
    /// @throws FluxException ENOENT when there is none, EINVAL when it is not what it was
    byte[] load(byte[] digest) throws SQLException {
        PreparedStatement load = statements().load();
        load.setBytes(1, digest);
        int size;
        byte[] object;
        try (ResultSet row = load.executeQuery()) {
            if (!row.next()) {
                throw new FluxException(Errno.ENOENT);
            }
            byte[] bytes = row.getBytes(1);
            object = bytes == null ? new byte[0] : bytes;
            size = row.getInt(2);
            boolean blob = object.length == 0 || row.getString(3).equals("blob");
            if (!blob || !row.getString(4).equals("integer")) {
                throw SqlErrors.corrupt(file, "an object has the wrong type");
            }
        }
        byte[] result = codec.unpack(size, object);
        if (!Arrays.equals(hashType.hash(result).digest(), digest)) {
            throw SqlErrors.corrupt(file, "an object does not match its hash");
        }
        return result;
    }

    /// Keeps a blob, or marks the one that is there as used in this epoch; gives its digest.
    byte[] store(byte[] blob) throws SQLException {
        byte[] digest = hashType.hash(blob).digest();
        BlobCodec.Packed packed = codec.pack(blob);
        PreparedStatement store = statements().store();
        store.setBytes(1, digest);
        store.setInt(2, packed.size());
        store.setBytes(3, packed.object());
        store.setLong(4, epoch);
        store.executeUpdate();
        return digest;
    }

    /// Whether there is a blob of that digest.
    boolean has(byte[] digest) throws SQLException {
        PreparedStatement validate = statements().validate();
        validate.setBytes(1, digest);
        try (ResultSet row = validate.executeQuery()) {
            return row.next();
        }
    }

    /// All checkpoints, newest first.
    ///
    /// @throws FluxException EINVAL when one is not JSON
    List<Numbered> checkpoints() throws SQLException {
        List<Numbered> all = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT id, value FROM checkpt_v2 ORDER BY id DESC")) {
            while (row.next()) {
                String text = row.getString(2);
                try {
                    all.add(
                            new Numbered(
                                    row.getLong(1), JsonValue.parse(text == null ? "" : text)));
                } catch (JsonException e) {
                    throw new FluxException(
                            Errno.EINVAL,
                            "checkpoint " + row.getLong(1) + " is no JSON: " + e.getMessage());
                }
            }
        }
        return all;
    }

    /// Adds a checkpoint, which begins an epoch, and forgets all but the newest.
    void putCheckpoint(String json, int kept) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("INSERT INTO checkpt_v2 (value) VALUES (?)");
                PreparedStatement prune =
                        connection.prepareStatement(
                                "DELETE FROM checkpt_v2 WHERE id <= (SELECT id FROM checkpt_v2"
                                        + " ORDER BY id DESC LIMIT 1 OFFSET ?)")) {
            put.setString(1, json);
            put.executeUpdate();
            epoch = number("SELECT MAX(id) FROM checkpt_v2");
            prune.setInt(1, kept);
            prune.executeUpdate();
        }
    }

    /// Adds a checkpoint when as many stores have failed as its owner knows of (-1: in any case);
    /// gives how many have.
    ///
    /// @throws FluxException ECANCELED when it is another number
    long putCheckpointAfter(long known, String json, int kept) throws SQLException {
        if (known >= 0 && known != failures) {
            throw new FluxException(Errno.ECANCELED, "a store before the checkpoint failed");
        }
        putCheckpoint(json, kept);
        return failures;
    }

    /// How many objects there are; a walk over the index.
    long count() throws SQLException {
        return number("SELECT COUNT(*) FROM objects");
    }

    /// The first column of the first row; 0 when it is NULL.
    long number(String query) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
