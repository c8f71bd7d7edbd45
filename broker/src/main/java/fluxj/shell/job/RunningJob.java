package fluxj.shell.job;

import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.Taskmap;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellNode;
import fluxj.shell.spi.ShellProtocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The job of a shell. Its resources change when the instance says so; its options and its task map
/// until the shell is initialised.
public final class RunningJob implements ShellJob {
    /// Whose job it is, and where this shell is.
    ///
    /// @param singleUser true when the instance has no other users
    public record Identity(JobId id, int userid, boolean singleUser, int brokerRank) {}

    private final Identity identity;
    private ShellJobspec jobspec;
    private final int rank;
    private JsonObject resources;
    private Allotment allotment;
    private Taskmap taskmap;

    /// Reads jobspec and R, and lays the tasks out.
    ///
    /// @throws fluxj.errors.FluxException when one of them says nothing that can be run, or this
    ///   broker has no part in the job
    public RunningJob(Identity identity, JsonObject jobspec, JsonObject resources) {
        this.identity = identity;
        this.resources = resources;
        allotment = Allotment.of(resources);
        this.jobspec = ShellJobspec.of(jobspec, allotment);
        rank = allotment.shellRank(identity.brokerRank());
        taskmap =
                this.jobspec
                        .perResource()
                        .map(
                                each ->
                                        TaskDistribution.perResource(
                                                allotment, each.type(), each.count().orElse(1)))
                        .orElseGet(
                                () ->
                                        TaskDistribution.even(
                                                allotment, this.jobspec.tasks(), coresPerSlot()));
    }

    private RunningJob(RunningJob other) {
        identity = other.identity;
        jobspec = other.jobspec;
        rank = other.rank;
        resources = other.resources;
        allotment = other.allotment;
        taskmap = other.taskmap;
    }

    /// The job as it is now, which does not change any more.
    public RunningJob snapshot() {
        return new RunningJob(this);
    }

    /// Sets an option, or takes it away.
    public void setOption(String name, Optional<JsonValue> value) {
        jobspec = jobspec.withOption(name, value);
    }

    /// The instance has given the job other resources.
    public void setResources(JsonObject newer) {
        Allotment other = Allotment.of(newer);
        resources = newer;
        allotment = other;
    }

    /// The tasks are laid out otherwise.
    public void setTaskmap(Taskmap other) {
        taskmap = other;
    }

    /// What was asked for.
    public ShellJobspec spec() {
        return jobspec;
    }

    @Override
    public JobId id() {
        return identity.id();
    }

    @Override
    public String idText() {
        return isAscii(jobspec.launch().environment()) ? id().f58plain() : id().f58();
    }

    /// True when whoever submitted the job sees ids in ASCII: by wish, or for want of another
    /// locale.
    private static boolean isAscii(Map<String, String> environment) {
        String locale = "";
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            locale = locale.isEmpty() ? environment.getOrDefault(name, "") : locale;
        }
        return environment.containsKey("FLUX_F58_FORCE_ASCII")
                || locale.equals("C")
                || locale.equals("POSIX");
    }

    @Override
    public int userid() {
        return identity.userid();
    }

    @Override
    public boolean isSingleUser() {
        return identity.singleUser();
    }

    @Override
    public JsonObject jobspec() {
        return jobspec.json();
    }

    @Override
    public JsonObject resources() {
        return resources;
    }

    @Override
    public List<String> command() {
        return jobspec.command();
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return allotment.nodes().size();
    }

    @Override
    public int taskCount() {
        return taskmap.taskCount();
    }

    @Override
    public int slotCount() {
        return jobspec.slots();
    }

    @Override
    public int coresPerSlot() {
        return allotment.totalCores() / jobspec.slots();
    }

    @Override
    public Taskmap taskmap() {
        return taskmap;
    }

    @Override
    public Hostlist hosts() {
        return allotment.hosts();
    }

    @Override
    public ShellNode node(int shellRank) {
        Allotment.Share share = allotment.nodes().get(shellRank);
        Idset tasks = taskmap.tasksOn(shellRank);
        boolean trimmed = isTrimmed();
        return new ShellNode(
                shellRank,
                shellRank < hosts().size() ? hosts().get(shellRank) : "unknown",
                share.brokerRank(),
                tasks,
                trimmed ? first(share.cores(), tasks.size() * coresPerSlot()) : share.cores(),
                trimmed ? first(share.gpus(), tasks.size() * gpusPerSlot()) : share.gpus());
    }

    private int gpusPerSlot() {
        return allotment.totalGpus() / jobspec.slots();
    }

    /// With fewer tasks than slots a node may have a slot too many, since jobspec V1 has one count
    /// of slots for all nodes: what it has too much is left alone, so that each task has the same
    /// (spec services 15.6).
    private boolean isTrimmed() {
        return !jobspec.nodeExclusive()
                && jobspec.perResource().isEmpty()
                && jobspec.slotsPerNode() >= 0
                && size() > 1
                && jobspec.slots() > taskCount();
    }

    /// What of this node the tasks are not to use, as `: adjusted cores from 0-1 to 0`.
    public List<String> trimming() {
        List<String> lines = new ArrayList<>(0);
        Allotment.Share whole = allotment.nodes().get(rank);
        ShellNode left = node();
        if (!whole.cores().equals(left.cores())) {
            lines.add(": adjusted cores from " + whole.cores() + " to " + left.cores());
        }
        if (!whole.gpus().equals(left.gpus())) {
            lines.add(": adjusted gpus from " + whole.gpus() + " to " + left.gpus());
        }
        return lines;
    }

    /// What is going to run, in lines for whoever debugs: of the job, which the leader tells, and
    /// of this node.
    public List<String> summary() {
        List<String> lines = new ArrayList<>(2);
        if (isLeader()) {
            lines.add(
                    "0: task_count="
                            + taskCount()
                            + " slot_count="
                            + slotCount()
                            + " cores_per_slot="
                            + coresPerSlot()
                            + " slots_per_node="
                            + jobspec.slotsPerNode());
        }
        ShellNode here = node();
        lines.add(
                rank
                        + ": task"
                        + (here.tasks().size() > 1 ? "s " : " ")
                        + here.tasks().toBracketedString()
                        + " on cores "
                        + here.cores());
        return lines;
    }

    private static Idset first(Idset ids, int count) {
        if (ids.size() <= count) {
            return ids;
        }
        Idset.Builder kept = Idset.builder();
        ids.stream().limit(count).forEach(kept::add);
        return kept.build();
    }

    @Override
    public String service() {
        return ShellProtocol.service(userid(), id());
    }
}
