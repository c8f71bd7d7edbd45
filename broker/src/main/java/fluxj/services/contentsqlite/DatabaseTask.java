package fluxj.services.contentsqlite;

import java.sql.SQLException;

/// One request's work on the database. It may run twice: again and alone when the transaction that
/// it was part of failed, so it changes nothing but the database.
interface DatabaseTask<T> {
    /// Does it; a [fluxj.errors.FluxException] must come before anything is written.
    T run(Database database) throws SQLException;
}
