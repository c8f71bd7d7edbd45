package fluxj.services.jobmanager;

import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// Methods that the job manager's own plugins add to it (spec services 11.2); each is there as long
/// as its plugin is loaded.
public final class BuiltinPluginsProtocol {
    /// Which of one's jobs.
    ///
    /// @param slice as in Python, such as `[:1]`
    public record History(String slice) {}

    /// Ids, newest first.
    public record Jobs(List<Long> jobs) {}

    /// An event for a job.
    public record PostEvent(long id, String name, Optional<JsonObject> context) {}

    /// The jobs that the caller submitted; of plugin `.history`.
    public static final RpcMethod<History, Jobs> HISTORY_GET =
            new RpcMethod<>("job-manager.history.get", History.class, Jobs.class, Access.USER);

    /// Posts an event; of plugin `.post-event`.
    public static final RpcMethod<PostEvent, Empty> POST_EVENT =
            new RpcMethod<>(
                    "job-manager.post-event.post", PostEvent.class, Empty.class, Access.OWNER);

    private BuiltinPluginsProtocol() {}
}
