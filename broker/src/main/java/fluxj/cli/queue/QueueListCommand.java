package fluxj.cli.queue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.OutputFormat;
import fluxj.client.FluxClient;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.policy.Policy;
import fluxj.config.policy.QueueConfig;
import fluxj.config.policy.QueuesConfig;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.jobmanager.QueueProtocol.Queue;
import fluxj.services.resource.ResourceProtocol;
import fluxj.services.resource.ResourceProtocol.SchedStatus;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Command(name = "list", description = "List queues", sortOptions = false)
final class QueueListCommand extends FluxCommand {
    private static final Map<String, NamedFormats.Named> FORMATS = formats();

    @Option(
            names = {"-q", "--queue"},
            split = ",",
            paramLabel = "QUEUE,...",
            description = "Include only specified queues in output")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Specify output format using Python's string format syntax or a defined format"
                            + " by name (use 'help' to get a list of names)")
    private String format = "default";

    @Option(
            names = {"-n", "--no-header"},
            description = "Suppress header output")
    private boolean noHeader;

    QueueListCommand(Console console) {
        super(console);
    }

    private static Map<String, NamedFormats.Named> formats() {
        String marks =
                "?:{queuem:<8.8} {color_enabled}{enabled:>2}{color_off}"
                        + " {color_started}{started:>2}{color_off} ";
        String times = "{defaults.timelimit!F:>8} {limits.timelimit!F:>8} ";
        Map<String, NamedFormats.Named> all = new LinkedHashMap<>();
        all.put(
                "default",
                new NamedFormats.Named(
                        "Default flux-queue list format string",
                        marks
                                + times
                                + "{limits.range.effective.nnodes:>10}"
                                + " {limits.range.effective.ncores:>10}"
                                + " {limits.range.effective.ngpus:>10}"));
        all.put(
                "policy",
                new NamedFormats.Named(
                        "flux-queue list with policy limits only",
                        marks
                                + times
                                + "{limits.range.nnodes:>10} {limits.range.ncores:>10}"
                                + " {limits.range.ngpus:>10}"));
        all.put(
                "nodes",
                new NamedFormats.Named(
                        "Show queue status plus all/up/allocated/free nodes",
                        marks
                                + "{resources.all.nnodes:>6} {resources.up.nnodes:>10}"
                                + " {resources.down.nnodes:>10}"
                                + " {resources.allocated.nnodes:>11}"
                                + " {resources.free.nnodes:>10}"));
        return all;
    }

    @Override
    protected void run() {
        Optional<String> chosen =
                NamedFormats.load(console(), "flux-queue", "list", FORMATS).find(format);
        if (chosen.isEmpty()) {
            return;
        }
        OutputFormat layout = OutputFormat.of(chosen.get(), QueueInfo.HEADINGS);
        try (FluxClient client = console().connect()) {
            JsonObject config =
                    client.call(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY).object();
            QueuesConfig queues = QueuesConfig.of(Config.of(config));
            Map<String, ResourceSet> resources =
                    byState(client.call(ResourceProtocol.SCHED_STATUS, 0, Empty.EMPTY));
            List<QueueInfo> lines = new ArrayList<>();
            for (String name : names(queues)) {
                lines.add(line(client, queues, name, resources));
            }
            layout.print(lines, !noHeader, 0, console().out()::println);
        } catch (FluxException e) {
            throw QueueFailures.of(e);
        } catch (ConfigException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
    }

    private List<String> names(QueuesConfig queues) {
        for (String name : names) {
            if (!queues.queues().containsKey(name)) {
                throw new CommandFailure("ERROR: No such queue: " + name);
            }
        }
        if (!names.isEmpty()) {
            return names;
        }
        return queues.queues().isEmpty() ? List.of("") : List.copyOf(queues.queues().keySet());
    }

    private static Map<String, ResourceSet> byState(SchedStatus status) {
        ResourceSet all = Rv1.parse(status.all());
        ResourceSet down = all.only(Rv1.parse(status.down()).ranks());
        ResourceSet allocated = Rv1.parse(status.allocated());
        ResourceSet up = all.without(down.ranks());
        Map<String, ResourceSet> sets = new LinkedHashMap<>();
        sets.put("all", all);
        sets.put("down", down);
        sets.put("allocated", allocated);
        sets.put("up", up);
        sets.put("free", up.minus(allocated));
        return sets;
    }

    private QueueInfo line(
            FluxClient client,
            QueuesConfig queues,
            String name,
            Map<String, ResourceSet> resources) {
        @Nullable QueueConfig queue = queues.queues().get(name);
        Policy own = queue == null ? Policy.of(Config.EMPTY) : queue.policy();
        Map<String, ResourceSet> ofQueue = new LinkedHashMap<>();
        Idset ranks = ranks(queues, queue, resources.get("all"));
        resources.forEach((state, set) -> ofQueue.put(state, set.only(ranks)));
        boolean isDefault =
                queues.policy().defaults().queue().map(name::equals).orElse(name.isEmpty());
        return new QueueInfo(
                new QueueInfo.Mark(name, isDefault),
                client.call(
                        QueueProtocol.QUEUE_STATUS,
                        0,
                        new Queue(name.isEmpty() ? Optional.empty() : Optional.of(name))),
                new QueueInfo.Policies(own, queues.policy()),
                ofQueue,
                JobIds.isUnicode(console().environment()));
    }

    /// A virtual queue has its parent's nodes.
    private static Idset ranks(
            QueuesConfig queues, @Nullable QueueConfig queue, @Nullable ResourceSet all) {
        if (all == null) {
            return Idset.EMPTY;
        }
        Idset ranks = all.ranks();
        if (queue == null) {
            return ranks;
        }
        @Nullable QueueConfig parent = queue.parent().map(queues.queues()::get).orElse(null);
        for (String property : (parent == null ? queue : parent).requires()) {
            ranks = ranks.intersect(all.properties().getOrDefault(property, Idset.EMPTY));
        }
        return ranks;
    }
}
