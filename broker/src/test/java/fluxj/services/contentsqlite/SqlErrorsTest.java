package fluxj.services.contentsqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Path;

class SqlErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, 28, No space left on device",
        "SQLITE_IOERR, 5, Input/output error",
        "SQLITE_IOERR_FSYNC, 5, Input/output error",
        "SQLITE_NOMEM, 12, Cannot allocate memory",
        "SQLITE_READONLY, 1, Operation not permitted",
        "SQLITE_READONLY_DBMOVED, 1, Operation not permitted",
        "SQLITE_PERM, 1, Operation not permitted",
        "SQLITE_ABORT, 1, Operation not permitted",
        "SQLITE_TOOBIG, 27, File too large",
        "SQLITE_BUSY, 16, Device or resource busy",
        "SQLITE_CORRUPT, 22, Invalid argument",
        "SQLITE_NOTADB, 22, Invalid argument",
        "SQLITE_CANTOPEN, 22, Invalid argument",
        "SQLITE_CONSTRAINT, 22, Invalid argument"
    })
    void eachErrorOfSqliteHasAnErrnoAndNamesTheFile(
            SQLiteErrorCode code, int errno, String beginning) {
        FluxException error =
                SqlErrors.of(Path.of("/s/content.sqlite"), new SQLiteException("x", code));
        assertEquals(errno, error.errno().number());
        String start = beginning + " (/s/content.sqlite: ";
        assertTrue(error.text().startsWith(start), error.text());
    }
}
