package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.services.contentbacking.ContentBackingProtocol.GcInfo;
import fluxj.services.contentbacking.ContentBackingProtocol.GcState;
import fluxj.services.contentbacking.ContentBackingProtocol.Mark;
import fluxj.services.contentbacking.ContentBackingProtocol.Marked;
import fluxj.services.contentbacking.ContentBackingProtocol.Sweep;
import fluxj.services.contentbacking.ContentBackingProtocol.Swept;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The three steps of `flux gc` on the database: what is in use is marked with a later epoch, then
/// windows of rows are swept of what is not (spec services 1.1). A step is bounded, because what
/// arrives meanwhile waits for it.
final class GarbageCollection {
    private static final int MAX_HASHES = 16384;
    private static final int MAX_DELETES = 8192;
    private static final int MAX_WINDOW = 1 << 19;

    private GarbageCollection() {}

    /// The digests to mark.
    ///
    /// @throws FluxException EINVAL when they are too many, EPROTO when one is no reference of the
    ///   instance's hash
    static List<byte[]> digests(HashType type, Mark mark) {
        if (mark.hashes().size() > MAX_HASHES) {
            throw new FluxException(
                    Errno.EINVAL,
                    "mark request of "
                            + mark.hashes().size()
                            + " hashes exceeds limit of "
                            + MAX_HASHES);
        }
        List<byte[]> digests = new ArrayList<>(mark.hashes().size());
        for (String text : mark.hashes()) {
            try {
                Blobref ref = Blobref.parse(text);
                if (ref.type() != type) {
                    throw new FluxException(Errno.EPROTO);
                }
                digests.add(ref.digest());
            } catch (FormatException e) {
                throw new FluxException(Errno.EPROTO);
            }
        }
        return digests;
    }

    /// Raises the epoch of those that are there and counts them.
    static Marked mark(Database database, long epoch, List<byte[]> digests) throws SQLException {
        int marked = 0;
        try (PreparedStatement update =
                database.connection()
                        .prepareStatement(
                                "UPDATE objects SET epoch = MAX(epoch, ?)"
                                        + " WHERE hash = CAST(? AS TEXT)")) {
            for (byte[] digest : digests) {
                update.setLong(1, epoch);
                update.setBytes(2, digest);
                marked += update.executeUpdate();
            }
        }
        return new Marked(marked);
    }

    /// Deletes from one window of rows. The cursor comes back as the last row that is settled.
    ///
    /// @throws FluxException EINVAL when a bound makes no sense
    static Swept sweep(Database database, Sweep sweep) throws SQLException {
        boolean sane =
                sweep.cursor() >= 0
                        && sweep.highWater() >= 0
                        && sweep.deleteCap() > 0
                        && sweep.window() > 0;
        if (!sane) {
            throw new FluxException(Errno.EINVAL);
        }
        int cap = Math.min(sweep.deleteCap(), MAX_DELETES);
        long window = Math.min(sweep.window(), MAX_WINDOW);
        long end =
                sweep.cursor() > Long.MAX_VALUE - window
                        ? sweep.highWater()
                        : Math.min(sweep.cursor() + window, sweep.highWater());
        List<Long> rows = unused(database, sweep, end, cap);
        long deleted = 0;
        try (PreparedStatement delete =
                database.connection().prepareStatement("DELETE FROM objects WHERE rowid = ?")) {
            for (long row : rows) {
                delete.setLong(1, row);
                deleted += delete.executeUpdate();
            }
        }
        return new Swept(deleted, rows.size() == cap ? rows.getLast() : end);
    }

    private static List<Long> unused(Database database, Sweep sweep, long end, int cap)
            throws SQLException {
        List<Long> rows = new ArrayList<>();
        try (PreparedStatement select =
                database.connection()
                        .prepareStatement(
                                "SELECT rowid FROM objects WHERE epoch < ? AND rowid > ?"
                                        + " AND rowid <= ? ORDER BY rowid LIMIT ?")) {
            select.setLong(1, sweep.epoch());
            select.setLong(2, sweep.cursor());
            select.setLong(3, end);
            select.setInt(4, cap);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getLong(1));
                }
            }
        }
        return rows;
    }

    /// What a collector starts from; the count of candidates is a walk over all rows.
    static GcState info(Database database, GcInfo info) throws SQLException {
        Optional<Long> candidates =
                info.getCount().orElse(false)
                        ? Optional.of(
                                database.number(
                                        "SELECT COUNT(*) FROM objects WHERE epoch < "
                                                + info.epoch()))
                        : Optional.empty();
        return new GcState(
                database.epoch(), database.number("SELECT MAX(rowid) FROM objects"), candidates);
    }
}
