package fluxj.services.contentfiles;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// What `content-files` answers to besides [fluxj.services.contentbacking.ContentBackingProtocol].
public final class ContentFilesProtocol {
    /// How many files there are, the checkpoint's included.
    public record Stats(@Key("object_count") int objectCount) {}

    /// Counts the files.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("content-files.stats-get", Empty.class, Stats.class, Access.USER);

    private ContentFilesProtocol() {}
}
