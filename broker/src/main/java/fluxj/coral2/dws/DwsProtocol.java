package fluxj.coral2.dws;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// What the plugin `dws-jobtap` and the service `dws` say to each other, to the letter of
/// flux-coral2's, so that either may be theirs (spec coral2 4.2.5, 4.2.6, 4.3.2).
///
/// The service tells of a failure in its answer, not by an error.
public final class DwsProtocol {
    /// A new job that needs a workflow.
    ///
    /// @param directives a string or a list of them, as in the jobspec
    /// @param jobid the job
    /// @param resources of the jobspec
    /// @param userid whose job it is
    /// @param failureTolerance how many nodes may go without; plugins as old as 0.24 send none
    public record Create(
            @Key("dw_directives") JsonValue directives,
            long jobid,
            JsonValue resources,
            int userid,
            @Key("failure_tolerance") Optional<Integer> failureTolerance) {}

    /// A job has resources and waits for its file systems.
    ///
    /// @param resources R (RFC 20), with what belongs to the scheduler
    public record Setup(long jobid, @Key("R") JsonObject resources) {}

    /// A job has ended.
    ///
    /// @param runStarted false when its tasks never ran: nothing is to be unmounted or copied out
    public record PostRun(long jobid, @Key("run_started") boolean runStarted) {}

    /// A job.
    public record OfJob(long jobid) {}

    /// How it went.
    ///
    /// @param errstr why not
    public record Outcome(boolean success, Optional<String> errstr) {
        /// It went well.
        public static final Outcome SUCCESS = new Outcome(true, Optional.empty());

        /// It did not.
        ///
        /// @param why one line, for the user
        public static Outcome failure(String why) {
            return new Outcome(false, Optional.of(why));
        }
    }

    /// The jobs that the service remembers.
    ///
    /// @param workflows their ids; absent when it failed
    public record Status(
            boolean success, Optional<List<Long>> workflows, Optional<String> errstr) {}

    /// What a job needs on account of its directives.
    ///
    /// @param resources takes the place of the jobspec's
    /// @param exclude where it must not run: a constraint (RFC 31) or null, and of 0.24 the name of
    ///   a property, empty for none
    /// @param errmsg ends the job instead
    public record ResourceUpdate(
            long id, JsonValue resources, JsonValue exclude, Optional<String> errmsg) {}

    /// A job's file systems are mounted.
    ///
    /// @param variables an object of strings, for the environment of its tasks
    public record PrologRemove(long id, JsonValue variables) {}

    /// A job's file systems are gone.
    public record EpilogRemove(long id) {}

    /// The jobs that wait for something to become of their workflows, and not for an answer.
    ///
    /// @param starting those that are not scheduled or not started
    /// @param ending those in CLEANUP
    public record Waiting(List<Long> starting, List<Long> ending) {}

    /// Makes a workflow.
    public static final RpcMethod<Create, Outcome> CREATE =
            new RpcMethod<>("dws.create", Create.class, Outcome.class, Access.OWNER);

    /// Makes and mounts the file systems.
    public static final RpcMethod<Setup, Outcome> SETUP =
            new RpcMethod<>("dws.setup", Setup.class, Outcome.class, Access.OWNER);

    /// Unmounts, copies out and clears.
    public static final RpcMethod<PostRun, Outcome> POST_RUN =
            new RpcMethod<>("dws.post_run", PostRun.class, Outcome.class, Access.OWNER);

    /// Clears without copying out.
    public static final RpcMethod<OfJob, Outcome> TEARDOWN =
            new RpcMethod<>("dws.teardown", OfJob.class, Outcome.class, Access.OWNER);

    /// Clears, and sets aside the nodes and rabbits that do not let go. The job does not wait.
    public static final RpcMethod<OfJob, Outcome> ABORT =
            new RpcMethod<>("dws.abort", OfJob.class, Outcome.class, Access.OWNER);

    /// Lists the jobs that the service remembers.
    public static final RpcMethod<Empty, Status> STATUS =
            new RpcMethod<>("dws.status", Empty.class, Status.class, Access.OWNER);

    /// Answers when all watches have been read once.
    public static final RpcMethod<Empty, Empty> WATCH_TEST =
            new RpcMethod<>("dws.watch_test", Empty.class, Empty.class, Access.OWNER);

    /// Lets a job out of DEPEND.
    public static final RpcMethod<ResourceUpdate, Empty> RESOURCE_UPDATE =
            new RpcMethod<>(
                    "job-manager.dws.resource-update",
                    ResourceUpdate.class,
                    Empty.class,
                    Access.OWNER);

    /// Lets a job start.
    public static final RpcMethod<PrologRemove, Empty> PROLOG_REMOVE =
            new RpcMethod<>(
                    "job-manager.dws.prolog-remove", PrologRemove.class, Empty.class, Access.OWNER);

    /// Lets a job out of CLEANUP.
    public static final RpcMethod<EpilogRemove, Empty> EPILOG_REMOVE =
            new RpcMethod<>(
                    "job-manager.dws.epilog-remove", EpilogRemove.class, Empty.class, Access.OWNER);

    /// Lists the jobs that wait. flux-coral2's plugin does not know it.
    public static final RpcMethod<Empty, Waiting> WAITING =
            new RpcMethod<>("job-manager.dws.waiting", Empty.class, Waiting.class, Access.OWNER);

    private DwsProtocol() {}
}
