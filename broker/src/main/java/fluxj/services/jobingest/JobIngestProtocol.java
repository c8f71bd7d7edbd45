package fluxj.services.jobingest;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;

/// Submission as seen from outside (spec services 10).
public final class JobIngestProtocol {
    /// A job.
    ///
    /// @param signed the jobspec in its envelope, [fluxj.job.spec.SignedJobspec]
    /// @param urgency 0 to 31; above 16 by the owner only
    /// @param flags bits of [fluxj.job.JobFlag]
    public record Submit(@Key("J") String signed, int urgency, int flags) {}

    /// The id that the job got.
    public record Submitted(long id) {}

    /// The time of this generator of ids, in milliseconds of the instance.
    public record Info(long timestamp) {}

    /// What one stage has done.
    ///
    /// @param running processes
    /// @param trash processes that are told to end
    /// @param backlog jobs that it has not answered
    public record StageStats(
            int running, long requests, long errors, int trash, int backlog, List<Integer> pids) {}

    /// Both stages that jobs pass.
    public record PipelineStats(StageStats frobnicator, StageStats validator) {}

    /// Everything counted.
    public record Stats(PipelineStats pipeline) {}

    /// Submits a job. Errors: EPROTO for flags, EINVAL for urgency and jobspec, EPERM for who it
    /// is; and what the validator says.
    public static final RpcMethod<Submit, Submitted> SUBMIT =
            new RpcMethod<>("job-ingest.submit", Submit.class, Submitted.class, Access.USER);

    /// Tells the time that ids are made of, so that other ranks begin with it.
    public static final RpcMethod<Empty, Info> GETINFO =
            new RpcMethod<>("job-ingest.getinfo", Empty.class, Info.class, Access.OWNER);

    /// Reads the counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("job-ingest.stats-get", Empty.class, Stats.class, Access.USER);

    /// Ends the module, which every module answers.
    static final RpcMethod<Empty, Empty> SHUTDOWN =
            new RpcMethod<>("job-ingest.shutdown", Empty.class, Empty.class, Access.OWNER);

    private JobIngestProtocol() {}
}
