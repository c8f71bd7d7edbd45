package fluxj.shell.spi;

import fluxj.format.Hostlist;
import fluxj.format.Taskmap;
import fluxj.job.JobId;
import fluxj.json.JsonObject;

import java.util.List;

/// A job as one of its shells sees it; to look at, not to change.
public interface ShellJob {
    /// The job's id.
    JobId id();

    /// The id as the job's tasks see it: F58, with `f` for `ƒ` when the job wants ASCII.
    String idText();

    /// Whose job it is.
    int userid();

    /// True when the user is the instance's owner and the instance has no others.
    boolean isSingleUser();

    /// The jobspec with the environment that was submitted (RFC 14, RFC 25).
    JsonObject jobspec();

    /// The resources as they are now (RFC 20).
    JsonObject resources();

    /// Program and arguments, templates in them not rendered.
    List<String> command();

    /// This shell's rank among those of the job.
    int rank();

    /// How many shells there are.
    int size();

    /// True for the shell that speaks for all.
    default boolean isLeader() {
        return rank() == 0;
    }

    /// How many tasks the job has on all nodes.
    int taskCount();

    /// How many slots the job has on all nodes.
    int slotCount();

    /// How many cores a slot has.
    int coresPerSlot();

    /// Which shell runs which task (RFC 34).
    Taskmap taskmap();

    /// The hosts, in the order of the shells' ranks; a host may be there more than once.
    Hostlist hosts();

    /// One node.
    ///
    /// @param shellRank from 0 to [#size]−1
    ShellNode node(int shellRank);

    /// The node of this shell.
    default ShellNode node() {
        return node(rank());
    }

    /// The name that the shells' methods go by, `<userid>-shell-<id>`.
    String service();
}
