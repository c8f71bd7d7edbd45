package fluxj.services.contentsqlite;

import fluxj.config.tables.ContentSqliteConfig.JournalMode;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonException;
import fluxj.json.JsonValue;

import org.sqlite.jdbc4.JDBC4Connection;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/// Opens a database: locks it for itself, checks it, makes the tables and brings old ones up to
/// date. Off the reactor.
final class DatabaseOpener {
    private static final int CACHE_KIB = 16 << 10;

    private final Path file;
    private final SqliteSettings settings;
    private final List<String> notices = new ArrayList<>();

    DatabaseOpener(Path file, SqliteSettings settings) {
        this.file = file;
        this.settings = settings;
    }

    /// What an administrator should know of the opening, a line each.
    List<String> notices() {
        return notices;
    }

    /// Opens it; a file that is not there is made.
    ///
    /// @throws FluxException that names the file and says what to do
    Database open(HashType hashType) throws IOException {
        if (settings.opening() == SqliteSettings.Opening.TRUNCATED) {
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        }
        if (Files.exists(file)) {
            checkAccess();
        }
        NativeLibrary.locate();
        boolean checked =
                settings.opening() != SqliteSettings.Opening.CHECKED
                        && WriteAheadFile.isCleanlyClosed(file);
        keepToOwner();
        try {
            Connection connection = connect();
            try {
                lock(connection);
                if (!checked) {
                    check(connection);
                }
                makeTables(connection);
                return new Database(
                        file, hashType, connection, settings.journalMode() != JournalMode.OFF);
            } catch (SQLException | FluxException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqlErrors.of(file, e);
        }
    }

    /// Makes the file the owner's alone; SQLite gives its log the same mode. A file that is there
    /// keeps its readers, who may be meant, and loses writers.
    private void keepToOwner() throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            for (String suffix : List.of("", "-wal", "-shm")) {
                refuseWriters(Path.of(file + suffix));
            }
        } catch (NoSuchFileException | AccessDeniedException _) {
            // SQLite says so, and what to do.
        }
    }

    private void refuseWriters(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        if (mode.removeAll(
                List.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE))) {
            Files.setPosixFilePermissions(path, mode);
            notices.add(path + ": was writable by group/other and no longer is");
        }
    }

    private void checkAccess() {
        if (!Files.isRegularFile(file)) {
            throw new FluxException(
                    Errno.EINVAL, Errno.EINVAL.text() + " (" + file + ": not a regular file)");
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw new FluxException(
                    Errno.EACCES,
                    Errno.EACCES.text() + " (" + file + ": needs to be read and written)");
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "0");
        return new JDBC4Connection("jdbc:sqlite:" + file, file.toString(), properties);
    }

    /// Exclusive from the first access on: SQLite then needs no memory shared between processes,
    /// and a second broker on the same state directory finds out at once.
    private void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            String wanted = settings.journalMode().name();
            try (ResultSet row = statement.executeQuery("PRAGMA journal_mode=" + wanted)) {
                String got = row.next() ? row.getString(1).toUpperCase(Locale.ROOT) : "unknown";
                if (!got.equals(wanted)) {
                    notices.add(file + ": journal_mode is " + got + ", not " + wanted);
                }
            }
            statement.execute("PRAGMA synchronous=" + settings.synchronous().name());
            statement.execute("PRAGMA cache_size=-" + CACHE_KIB);
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("COMMIT");
        }
    }

    private void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = row.next() ? row.getString(1) : "ok";
            if (!verdict.equals("ok")) {
                throw SqlErrors.corrupt(file, verdict.lines().reduce("", (_, last) -> last));
            }
        }
    }

    private void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS objects(hash BLOB PRIMARY KEY, size INT,"
                            + " object BLOB, epoch INT DEFAULT 0)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS checkpt_v2("
                            + "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, value TEXT)");
            if (!exists(
                    statement, "SELECT 1 FROM pragma_table_info('objects') WHERE name='epoch'")) {
                notices.add(file + ": adding the epoch column");
                statement.execute("ALTER TABLE objects ADD COLUMN epoch INT DEFAULT 0");
            }
            if (exists(
                    statement,
                    "SELECT 1 FROM sqlite_master WHERE type='table' AND name='checkpt'")) {
                migrate(connection, statement);
            }
            statement.execute("COMMIT");
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    /// Takes over the one checkpoint of the table that older releases had.
    private void migrate(Connection connection, Statement statement) throws SQLException {
        String value = "";
        try (ResultSet row =
                statement.executeQuery("SELECT value FROM checkpt WHERE key='kvs-primary'")) {
            if (row.next()) {
                value = String.valueOf(row.getString(1));
            }
        }
        if (!value.isEmpty()) {
            try {
                JsonValue.parse(value);
            } catch (JsonException e) {
                throw SqlErrors.corrupt(file, "the legacy checkpoint is no JSON");
            }
            try (PreparedStatement put =
                    connection.prepareStatement("INSERT INTO checkpt_v2 (value) VALUES (?)")) {
                put.setString(1, value);
                put.executeUpdate();
            }
        }
        statement.execute("DROP TABLE checkpt");
    }
}
