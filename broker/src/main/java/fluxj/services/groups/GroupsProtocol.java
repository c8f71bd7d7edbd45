package fluxj.services.groups;

import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

/// The groups service as seen from outside.
public final class GroupsProtocol {
    /// Names a group; one that nobody has heard of is made.
    public record Name(String name) {}

    /// Who is in a group: a set of ranks in RFC 22 form, empty text for none.
    public record Members(String members) {}

    /// Changes of a child's subtree: group name to array of [Change].
    public record Update(JsonObject update) {}

    /// Ranks that joined (`set`) or left.
    public record Change(String ranks, boolean set) {}

    /// The groups of this broker's subtree, each with its members in RFC 22 form.
    public record Stats(JsonObject subtree) {}

    /// Puts this broker into a group, until the caller leaves or goes away.
    public static final RpcMethod<Name, Empty> JOIN =
            new RpcMethod<>("groups.join", Name.class, Empty.class, Access.OWNER);

    /// Undoes [#JOIN].
    public static final RpcMethod<Name, Empty> LEAVE =
            new RpcMethod<>("groups.leave", Name.class, Empty.class, Access.OWNER);

    /// Who is in a group, on rank 0; streaming: again whenever that changes.
    public static final StreamMethod<Name, Members> GET =
            new StreamMethod<>("groups.get", Name.class, Members.class, Access.USER, false);

    /// What a child tells of its subtree; never answered.
    public static final RpcMethod<Update, Empty> UPDATE =
            new RpcMethod<>("groups.update", Update.class, Empty.class, Access.OWNER);

    /// All groups.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("groups.stats-get", Empty.class, Stats.class, Access.USER);

    private GroupsProtocol() {}
}
