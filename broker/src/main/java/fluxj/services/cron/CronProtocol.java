package fluxj.services.cron;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cron service as seen from outside (spec services 7). Times are seconds since 1970, durations
/// seconds.
public final class CronProtocol {
    /// A command to run again and again.
    ///
    /// @param type `interval`, `event` or `datetime`
    /// @param args when to run it, of that type
    /// @param repeat how often to run it; 0 is without end
    /// @param rank where to run it
    /// @param history how many ended tasks to remember
    /// @param stopOnFailure after how many failures to stop; 0 is never
    /// @param timeout how long a task may run
    /// @param options more of these members, by name
    public record Create(
            String type,
            JsonValue args,
            String command,
            String name,
            Optional<String> cwd,
            Optional<Map<String, String>> environ,
            Optional<Integer> repeat,
            Optional<Integer> rank,
            @Key("task-history-count") Optional<Integer> history,
            @Key("stop-on-failure") Optional<Integer> stopOnFailure,
            Optional<Double> timeout,
            @Rest JsonObject options) {}

    /// Names an entry.
    public record EntryId(long id) {}

    /// Names an entry to delete, with the task that it runs or without.
    public record Delete(long id, Optional<Boolean> kill) {}

    /// What an entry has done since it was made (`ctime`) and last started (`starttime`).
    ///
    /// @param count tasks since it was started
    /// @param failcount failures since it was started
    public record Stats(
            double ctime,
            double starttime,
            double lastrun,
            long count,
            long failcount,
            long total,
            long success,
            long failure,
            long deferred) {}

    /// One run of the command.
    ///
    /// @param status raw wait status
    /// @param state `Rexec Failure`, `Deferred`, `Running`, `Timeout`, `Failed` or `Exited`
    /// @param code exit code, 128 and the signal number for a killed process
    public record Task(
            int rank,
            int pid,
            int status,
            String state,
            @Key("create-time") double createTime,
            @Key("rexec_errno") Optional<Integer> rexecErrno,
            Optional<Boolean> timedout,
            Optional<Integer> code,
            @Key("start-time") Optional<Double> startTime,
            @Key("running-time") Optional<Double> runningTime,
            @Key("end-time") Optional<Double> endTime) {}

    /// An entry as it is.
    ///
    /// @param typedata what its type tells of it
    /// @param tasks newest first
    public record EntryView(
            long id,
            int rank,
            String name,
            String command,
            int repeat,
            boolean stopped,
            String type,
            Optional<Double> timeout,
            Stats stats,
            JsonObject typedata,
            List<Task> tasks) {}

    /// All entries, oldest first.
    public record Entries(List<EntryView> entries) {}

    /// Which event tasks wait for, and how long after it they need not wait.
    ///
    /// @param disable true: none
    public record Sync(
            Optional<String> topic,
            Optional<Boolean> disable,
            @Key("sync_epsilon") Optional<Double> epsilon) {}

    /// How tasks are synchronised.
    public record Synced(
            @Key("sync_event") Optional<String> event,
            @Key("sync_epsilon") Optional<Double> epsilon,
            @Key("sync_disabled") Optional<Boolean> disabled) {}

    /// Makes an entry and starts it.
    public static final RpcMethod<Create, EntryView> CREATE =
            new RpcMethod<>("cron.create", Create.class, EntryView.class, Access.OWNER);

    /// Deletes an entry; the answer is what it was.
    public static final RpcMethod<Delete, EntryView> DELETE =
            new RpcMethod<>("cron.delete", Delete.class, EntryView.class, Access.OWNER);

    /// All entries.
    public static final RpcMethod<Empty, Entries> LIST =
            new RpcMethod<>("cron.list", Empty.class, Entries.class, Access.OWNER);

    /// Stops an entry until it is started again.
    public static final RpcMethod<EntryId, EntryView> STOP =
            new RpcMethod<>("cron.stop", EntryId.class, EntryView.class, Access.OWNER);

    /// Starts a stopped entry.
    public static final RpcMethod<EntryId, EntryView> START =
            new RpcMethod<>("cron.start", EntryId.class, EntryView.class, Access.OWNER);

    /// Reads or changes how tasks are synchronised.
    public static final RpcMethod<Sync, Synced> SYNC =
            new RpcMethod<>("cron.sync", Sync.class, Synced.class, Access.OWNER);

    private CronProtocol() {}
}
