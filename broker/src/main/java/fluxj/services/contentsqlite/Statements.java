package fluxj.services.contentsqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// What is asked of the database again and again, prepared once. After most errors the driver has
/// closed the statement that met it, so then all are closed and prepared anew.
final class Statements {
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement load;
    private final PreparedStatement store;
    private final PreparedStatement validate;

    Statements(Connection connection) throws SQLException {
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        load =
                connection.prepareStatement(
                        "SELECT object, size, typeof(object), typeof(size) FROM objects"
                                + " WHERE hash = CAST(? AS TEXT)");
        store =
                connection.prepareStatement(
                        "INSERT INTO objects (hash, size, object, epoch)"
                                + " VALUES (CAST(? AS TEXT), ?, ?, ?)"
                                + " ON CONFLICT (hash) DO UPDATE SET epoch = excluded.epoch");
        validate =
                connection.prepareStatement("SELECT 1 FROM objects WHERE hash = CAST(? AS TEXT)");
    }

    PreparedStatement begin() {
        return begin;
    }

    PreparedStatement commit() {
        return commit;
    }

    /// Digest in; object, size and their types out.
    PreparedStatement load() {
        return load;
    }

    /// Digest, size, object, epoch.
    PreparedStatement store() {
        return store;
    }

    /// Digest in; a row when it is there.
    PreparedStatement validate() {
        return validate;
    }

    void close() {
        for (PreparedStatement each : List.of(begin, commit, load, store, validate)) {
            close(each);
        }
    }

    /// Closing repeats the error of the last run, which has been dealt with.
    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            return;
        }
    }
}
