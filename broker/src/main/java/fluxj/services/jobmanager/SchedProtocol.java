package fluxj.services.jobmanager;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.Optional;

/// What whoever schedules answers to, as service `sched` and `feasibility` (RFC 27, spec services
/// 9). The job manager asks; [AttachProtocol#SCHED_HELLO] and [AttachProtocol#SCHED_READY] come
/// before that.
public final class SchedProtocol {
    /// A job that needs resources.
    ///
    /// @param jobspec without its environment
    public record Alloc(
            long id,
            long priority,
            long userid,
            @Key("t_submit") double submitted,
            JsonObject jobspec) {}

    /// Answer: the job has `R`, which is in the KVS already.
    public static final int SUCCESS = 0;

    /// Answer: notes for people; another answer will follow.
    public static final int ANNOTATE = 1;

    /// Answer: the job can never run.
    public static final int DENY = 2;

    /// Answer: the request was cancelled.
    public static final int CANCELED = 3;

    /// One of the answers to [#ALLOC].
    ///
    /// @param type [#SUCCESS], [#ANNOTATE], [#DENY] or [#CANCELED]
    /// @param note why not
    public record AllocReply(
            long id,
            int type,
            Optional<String> note,
            Optional<JsonObject> annotations,
            @Key("R") Optional<JsonObject> resources) {
        /// The job has resources.
        public static AllocReply success(long id, JsonObject resources, JsonObject annotations) {
            return new AllocReply(
                    id,
                    SUCCESS,
                    Optional.empty(),
                    Optional.of(annotations),
                    Optional.of(resources));
        }

        /// Notes on a job that still waits.
        public static AllocReply annotate(long id, JsonObject annotations) {
            return new AllocReply(
                    id, ANNOTATE, Optional.empty(), Optional.of(annotations), Optional.empty());
        }

        /// The job can never run.
        public static AllocReply deny(long id, String note) {
            return new AllocReply(id, DENY, Optional.of(note), Optional.empty(), Optional.empty());
        }

        /// The request was cancelled.
        public static AllocReply canceled(long id) {
            return new AllocReply(
                    id, CANCELED, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /// Names a job whose request is not wanted any more.
    public record Cancel(long id) {}

    /// Resources that a job gives back.
    ///
    /// @param isFinal true when it has none left
    public record Free(long id, @Key("R") JsonObject resources, @Key("final") boolean isFinal) {}

    /// New priorities.
    ///
    /// @param jobs pairs of id and priority
    public record Prioritize(JsonArray jobs) {
        /// The new priority of one job.
        public static Prioritize of(long id, long priority) {
            return new Prioritize(
                    JsonArray.of(JsonArray.of(JsonValue.of(id), JsonValue.of(priority))));
        }
    }

    /// Another end of a job's time; 0 is none.
    public record Expiration(long id, double expiration) {}

    /// The three sets of resources, each an R.
    public record Resources(JsonObject all, JsonObject allocated, JsonObject down) {}

    /// Whether a job could ever run.
    public record Feasibility(JsonObject jobspec) {}

    /// Asks for resources. It is sent with matchtag 0, and answered as often as there is something
    /// to say, with an [AllocReply] that tells by its id what it is about; so a scheduler binds it
    /// as a raw call. An error response ends the whole relation, not the one request.
    public static final RpcMethod<Alloc, AllocReply> ALLOC =
            new RpcMethod<>("sched.alloc", Alloc.class, AllocReply.class, Access.OWNER);

    /// Takes a request back; [#ALLOC] is answered, this never.
    public static final RpcMethod<Cancel, Empty> CANCEL =
            new RpcMethod<>("sched.cancel", Cancel.class, Empty.class, Access.OWNER);

    /// Gives resources back; never answered.
    public static final RpcMethod<Free, Empty> FREE =
            new RpcMethod<>("sched.free", Free.class, Empty.class, Access.OWNER);

    /// Changes priorities; never answered.
    public static final RpcMethod<Prioritize, Empty> PRIORITIZE =
            new RpcMethod<>("sched.prioritize", Prioritize.class, Empty.class, Access.OWNER);

    /// Asks whether a running job may go on until then; ENOSYS counts as yes.
    public static final RpcMethod<Expiration, Empty> EXPIRATION =
            new RpcMethod<>("sched.expiration", Expiration.class, Empty.class, Access.OWNER);

    /// What there is, for old tools.
    public static final RpcMethod<Empty, Resources> RESOURCE_STATUS =
            new RpcMethod<>("sched.resource-status", Empty.class, Resources.class, Access.OWNER);

    /// Asks whether a job could ever run; EOVERFLOW with the reason when not.
    public static final RpcMethod<Feasibility, Empty> FEASIBILITY_CHECK =
            new RpcMethod<>("feasibility.check", Feasibility.class, Empty.class, Access.USER);

    private SchedProtocol() {}
}
