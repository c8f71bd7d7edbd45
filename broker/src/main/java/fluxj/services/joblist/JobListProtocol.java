package fluxj.services.joblist;

import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.RpcMethod;

import java.util.List;

/// What the commands ask of the list of jobs.
public final class JobListProtocol {
    /// A job, and what is to be told of it.
    public record ById(long id, List<String> attrs) {}

    /// The attributes that were asked for, those that the job has.
    public record Listed(JsonObject job) {}

    /// Tells of one job.
    public static final RpcMethod<ById, Listed> LIST_ID =
            new RpcMethod<>("job-list.list-id", ById.class, Listed.class, Access.USER);

    private JobListProtocol() {}
}
