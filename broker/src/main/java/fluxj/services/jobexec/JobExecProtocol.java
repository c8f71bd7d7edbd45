package fluxj.services.jobexec;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.Map;
import java.util.Optional;

/// The execution system as the job manager, job shells and nested instances see it (spec services
/// 11.4, 12). Job ids are FLUIDs, times seconds since 1970, durations seconds, statuses raw wait
/// statuses.
public final class JobExecProtocol {
    /// A job to run, or to find again when it runs already.
    ///
    /// @param userid who submitted it
    /// @param reattach true after a restart
    /// @param resources the job's R (RFC 20)
    public record Start(
            long id,
            long userid,
            JsonObject jobspec,
            boolean reattach,
            @Key("R") JsonObject resources) {}

    /// What becomes of a job: `start`, `reattached` (nothing), `release` (ranks, final),
    /// `exception` (severity, type, note), `finish` (status). Nothing follows a final release.
    ///
    /// @param data the members of that type
    public record Update(long id, String type, JsonObject data) {
        /// Its shells run.
        public static Update started(long id) {
            return new Update(id, "start", JsonObject.EMPTY);
        }

        /// It runs still.
        public static Update reattached(long id) {
            return new Update(id, "reattached", JsonObject.EMPTY);
        }

        /// Something befell it.
        ///
        /// @param severity 0 is fatal
        public static Update exception(long id, int severity, String type, String note) {
            JsonObject data =
                    JsonObject.builder()
                            .put("severity", severity)
                            .put("type", type)
                            .put("note", note)
                            .build();
            return new Update(id, "exception", data);
        }

        /// Its shells have ended.
        public static Update finished(long id, int status) {
            return new Update(id, "finish", JsonObject.of("status", status));
        }

        /// It needs these ranks no more.
        ///
        /// @param ranks an idset, or `all`
        /// @param isFinal true: nothing more will come
        public static Update release(long id, String ranks, boolean isFinal) {
            JsonObject data =
                    JsonObject.builder().put("ranks", ranks).put("final", isFinal).build();
            return new Update(id, "release", data);
        }
    }

    /// Another end of a job's time; 0 is none.
    public record Expiration(long id, double expiration) {}

    /// The nodes of a job that it cannot do without.
    ///
    /// @param ranks their indices in the job, an idset
    public record CriticalRanks(long id, String ranks) {}

    /// A shell that waits for the others of its job.
    ///
    /// @param rank the broker's rank
    public record ShellBarrier(long id, int rank) {}

    /// Moves a mock job on by hand.
    ///
    /// @param event `start` or `finish`
    /// @param status of `finish`
    public record OverrideEvent(String event, @Key("jobid") long id, Optional<Integer> status) {}

    /// A job as it is. Those that are 0 or 1 are flags.
    ///
    /// @param expiration when its time is up; 0 is never
    /// @param killTimeout time between signals, as it has grown
    public record JobStats(
            String implementation,
            String ns,
            @Key("critical_ranks") String criticalRanks,
            int multiuser,
            @Key("has_namespace") int hasNamespace,
            @Key("exception_in_progress") int exceptionInProgress,
            int started,
            int running,
            int finalizing,
            double expiration,
            @Key("kill_timeout") double killTimeout,
            @Key("kill_count") int killCount,
            @Key("kill_shell_count") int killShellCount,
            @Key("total_shells") Optional<Integer> totalShells,
            @Key("active_shells") Optional<Integer> activeShells,
            @Key("active_ranks") Optional<String> activeRanks) {}

    /// What the `[exec]` table and the module's arguments say.
    ///
    /// @param shellExitTimeout 0 is none
    public record ExecView(
            @Key("default_cwd") String defaultCwd,
            @Key("default_job_shell") String defaultJobShell,
            @Key("flux_imp_path") Optional<String> impPath,
            @Key("exec_service") String service,
            @Key("default_barrier_timeout") double barrierTimeout,
            @Key("shell_exit_timeout") double shellExitTimeout,
            @Key("sdexec_stop_timer_sec") int sdexecStopTimerSec,
            @Key("sdexec_stop_timer_signal") int sdexecStopTimerSignal,
            @Key("sdexec_constrain_resources") int sdexecConstrainResources,
            @Key("sdexec_properties") Optional<JsonValue> sdexecProperties) {}

    /// How jobs are run, and those that are under way by F58 id.
    ///
    /// @param method `bulk-exec` or `bgexec`
    /// @param maxKillTimeout -1 when it is not set
    /// @param effectiveMaxKillTimeout from the first signal to the last
    public record Stats(
            String method,
            @Key("kill-timeout") double killTimeout,
            @Key("term-signal") String termSignal,
            @Key("kill-signal") String killSignal,
            @Key("max-kill-count") int maxKillCount,
            @Key("max-kill-timeout") double maxKillTimeout,
            @Key("effective-max-kill-timeout") double effectiveMaxKillTimeout,
            Map<String, JobStats> jobs,
            ExecView config) {}

    /// Runs a job. It is sent with matchtag 0 and answered again and again, until the final
    /// release; any service that was named to the job manager may serve it ([RpcMethod#in]). An
    /// error response ends the whole relation, not the one job.
    public static final RpcMethod<Start, Update> START =
            new RpcMethod<>("job-exec.start", Start.class, Update.class, Access.OWNER);

    /// Moves the end of a job's time; ENOENT when it does not run.
    public static final RpcMethod<Expiration, Empty> EXPIRATION =
            new RpcMethod<>("job-exec.expiration", Expiration.class, Empty.class, Access.OWNER);

    /// Names the nodes whose loss ends the job.
    public static final RpcMethod<CriticalRanks, Empty> CRITICAL_RANKS =
            new RpcMethod<>(
                    "job-exec.critical-ranks", CriticalRanks.class, Empty.class, Access.USER);

    /// Waits for all shells of a job. Shells send it without wanting a response and wait for one:
    /// it is answered all the same, with the request's matchtag.
    public static final RpcMethod<ShellBarrier, Empty> SHELL_BARRIER =
            new RpcMethod<>("job-exec.shell-barrier", ShellBarrier.class, Empty.class, Access.USER);

    /// Starts or finishes a mock job that waits for it.
    public static final RpcMethod<OverrideEvent, Empty> OVERRIDE =
            new RpcMethod<>("job-exec.override", OverrideEvent.class, Empty.class, Access.USER);

    /// Reads settings and the jobs under way.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("job-exec.stats-get", Empty.class, Stats.class, Access.OWNER);

    private JobExecProtocol() {}
}
