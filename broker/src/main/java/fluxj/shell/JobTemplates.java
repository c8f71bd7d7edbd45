package fluxj.shell;

import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.ShellLog;
import fluxj.shell.spi.ShellNode;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.ShellTemplates;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The tags of a job (spec services 15.8).
final class JobTemplates implements ShellTemplates {
    private static final String TMPDIR = "{{tmpdir}}";
    private static final int NO_NODE = -1;

    private final RunningJob job;
    private final Function<String, Optional<String>> plugins;
    private final Supplier<List<? extends ShellTask>> tasks;
    private final ShellLog log;

    /// @param plugins gives the value of tags that are not known here
    JobTemplates(
            RunningJob job,
            Function<String, Optional<String>> plugins,
            Supplier<List<? extends ShellTask>> tasks,
            ShellLog log) {
        this.job = job;
        this.plugins = plugins;
        this.tasks = tasks;
        this.log = log;
    }

    @Override
    public String render(String template) {
        return render(template, job.rank(), null);
    }

    @Override
    public String render(String template, ShellTask task) {
        return render(template, job.rank(), task);
    }

    @Override
    public String renderCommon(String template) {
        return render(template, NO_NODE, null);
    }

    /// The directory is another on each node although its tag has one value here.
    @Override
    public boolean differs(String template) {
        if (job.size() == 1) {
            return false;
        }
        if (template.contains(TMPDIR)) {
            return true;
        }
        String first = render(template, 0, null);
        List<? extends ShellTask> all = tasks.get();
        return !first.equals(render(template, 1, null))
                || (!all.isEmpty() && !first.equals(render(template, all.getFirst())));
    }

    private String render(String template, int node, @Nullable ShellTask task) {
        return Mustache.render(template, tag -> value(tag, node, task), log::error);
    }

    private Optional<String> value(String name, int node, @Nullable ShellTask task) {
        String tag = name.startsWith("jobid") ? name.substring("job".length()) : name;
        if (tag.equals("taskid")) {
            tag = "task.id";
        }
        if (tag.startsWith("id")) {
            return id(tag);
        }
        if (tag.startsWith("task.")) {
            return task == null ? Optional.empty() : task(tag, task);
        }
        if (tag.startsWith("node.")) {
            return node == NO_NODE ? Optional.empty() : node(tag, job.node(node));
        }
        return switch (tag) {
            case "name" -> Optional.of(name());
            case "nnodes" -> Optional.of(Integer.toString(job.size()));
            case "ntasks", "size" -> Optional.of(Integer.toString(job.taskCount()));
            default -> plugins.apply(tag);
        };
    }

    private Optional<String> id(String tag) {
        if (tag.equals("id")) {
            return Optional.of(job.idText());
        }
        if (!tag.startsWith("id.")) {
            return plugins.apply(tag);
        }
        Optional<JobId.Encoding> encoding = JobId.Encoding.named(tag.substring("id.".length()));
        if (encoding.isEmpty()) {
            log.error("Invalid jobid encoding '" + tag + "' specified");
            return Optional.empty();
        }
        return Optional.of(
                encoding.get() == JobId.Encoding.F58
                        ? job.idText()
                        : job.id().encode(encoding.get()));
    }

    private static Optional<String> task(String tag, ShellTask task) {
        return switch (tag) {
            case "task.id", "task.rank" -> Optional.of(Integer.toString(task.rank()));
            case "task.index", "task.localid" -> Optional.of(Integer.toString(task.index()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> node(String tag, ShellNode node) {
        return switch (tag) {
            case "node.id" -> Optional.of(Integer.toString(node.id()));
            case "node.name" -> Optional.of(node.name());
            case "node.broker_rank" -> Optional.of(Integer.toString(node.brokerRank()));
            case "node.ntasks" -> Optional.of(Integer.toString(node.tasks().size()));
            case "node.taskids" -> Optional.of(node.tasks().toString());
            case "node.ncores", "node.resources.ncores" ->
                    Optional.of(Integer.toString(node.cores().size()));
            case "node.cores", "node.resources.cores" -> Optional.of(node.cores().toString());
            case "node.gpus", "node.resources.gpus" ->
                    Optional.of(node.gpus()).filter(gpus -> !gpus.isEmpty()).map(Idset::toString);
            case "node.resources" -> Optional.of(resources(node).toString());
            default -> Optional.empty();
        };
    }

    private static JsonObject resources(ShellNode node) {
        JsonObject.Builder object =
                JsonObject.builder()
                        .put("ncores", node.cores().size())
                        .put("cores", node.cores().toString());
        if (!node.gpus().isEmpty()) {
            object.put("gpus", node.gpus().toString());
        }
        return object.build();
    }

    private String name() {
        Optional<String> given =
                job.spec()
                        .systemAttribute("job")
                        .flatMap(
                                value ->
                                        value instanceof JsonObject object
                                                ? object.text("name")
                                                : Optional.empty());
        if (given.isPresent()) {
            return given.get();
        }
        String program = job.command().isEmpty() ? "unknown" : job.command().getFirst();
        return program.substring(program.lastIndexOf('/') + 1);
    }
}
