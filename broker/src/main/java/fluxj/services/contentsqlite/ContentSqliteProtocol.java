package fluxj.services.contentsqlite;

import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;

/// The store's own methods (spec services 1.1); what it serves as `content-backing` is
/// [fluxj.services.contentbacking.ContentBackingProtocol].
public final class ContentSqliteProtocol {
    /// How long requests of a kind took from their arrival to their answer, in milliseconds.
    public record Times(int count, double min, double max, double mean, double stddev) {}

    /// The pragmas in force.
    public record Pragmas(@Key("journal_mode") String journalMode, String synchronous) {}

    /// A checkpoint and its number, which is the epoch it began.
    public record Numbered(long id, JsonValue value) {}

    /// Sizes in bytes.
    public record Stats(
            @Key("object_count") long objectCount,
            @Key("current_epoch") long currentEpoch,
            @Key("dbfile_size") long dbfileSize,
            @Key("dbfile_free") long dbfileFree,
            @Key("load_time") Times loadTime,
            @Key("store_time") Times storeTime,
            Pragmas config,
            List<Numbered> checkpoints) {}

    /// Counts objects and reads the rest; takes a walk over all objects.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("content-sqlite.stats-get", Empty.class, Stats.class, Access.USER);

    private ContentSqliteProtocol() {}
}
