package fluxj.cli.jobs;

import fluxj.cli.ArgparseErrors;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.format.FieldItem;
import fluxj.cli.format.OutputFormat;
import fluxj.cli.jobs.listing.InstanceFacts;
import fluxj.cli.jobs.listing.JobFields;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.cli.jobs.listing.JobSearch;
import fluxj.cli.jobs.listing.Users;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// `fluxj pstree`: jobs, and those of instances that are jobs, as a tree.
@Command(name = "pstree", description = "Display a tree of running jobs", sortOptions = false)
public final class PstreeCommand extends FluxCommand {
    private static final int STDOUT = 1;
    private static final int USUAL_WIDTH = 132;
    private static final String ROOT = ".";

    @Mixin private final PstreeOptions options = new PstreeOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "JOBID",
            description = "Limit output to specific jobids")
    private List<String> ids = new ArrayList<>();

    private final JobFields fields = new JobFields();
    private final Users users = new Users();

    /// How jobs are shown.
    private record Formats(OutputFormat label, OutputFormat parent, OutputFormat prefix) {
        private static String text(OutputFormat format, FieldItem job) {
            return format.line(job, 0).orElse("");
        }

        JobTree tree(FieldItem job, boolean isParent, boolean combines) {
            return new JobTree(text(prefix, job), text(isParent ? parent : label, job), combines);
        }

        Set<String> fields() {
            Set<String> all = new LinkedHashSet<>(label.fields());
            all.addAll(parent.fields());
            all.addAll(prefix.fields());
            all.addAll(List.of("uri", "state", "result"));
            return all;
        }
    }

    /// The command on a console.
    public PstreeCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        for (String word : ids) {
            refuseUnlessJob(word);
        }
        options.check(console(), !ids.isEmpty());
        Formats formats =
                new Formats(
                        OutputFormat.of(options.label(), fields::heading),
                        OutputFormat.of(options.parentLabel(), fields::heading),
                        OutputFormat.of(options.prefix(), fields::heading));
        boolean skipsRoot = options.skipsRoot(!ids.isEmpty());
        JobTree tree;
        try (FluxClient client = console().connect()) {
            tree =
                    skipsRoot
                            ? new JobTree("", ROOT, !options.noCombine)
                            : formats.tree(root(client, formats), true, !options.noCombine);
            List<String> filters = skipsRoot ? List.of("running") : options.filters();
            addJobs(tree, jobs(client, formats, filters, ids), formats, 0);
        }
        if (!options.prefix().isEmpty() && !options.noHeader) {
            console().out().println(formats.prefix().header(0));
        }
        int width = options.isLong ? 0 : width();
        if (skipsRoot) {
            tree.renderChildren(options.style(), line -> print(line, width));
        } else {
            tree.render(options.style(), line -> print(line, width));
        }
    }

    private static void refuseUnlessJob(String word) {
        try {
            JobId.parse(word);
        } catch (FluxException e) {
            throw ArgparseErrors.wrongValue("JOBID", "invalid JobID value", word);
        }
    }

    private int width() {
        String columns = console().environment().getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9][0-9]{0,5}")) {
            return Integer.parseInt(columns);
        }
        int terminal = new OsHostFacts(RandomGenerator.getDefault()).columns(STDOUT);
        return console().terminal() && terminal > 0 ? terminal : USUAL_WIDTH;
    }

    private void print(String line, int width) {
        boolean fits = width == 0 || line.codePointCount(0, line.length()) <= width;
        console()
                .out()
                .println(
                        fits
                                ? line
                                : line.substring(0, line.offsetByCodePoints(0, width - 1)) + "+");
    }

    private List<JobLine> jobs(
            FluxClient client, Formats formats, List<String> filters, List<String> wanted) {
        Set<String> needed = formats.fields();
        Set<String> attributes = fields.attributes(needed);
        List<JsonObject> found =
                wanted.isEmpty()
                        ? new JobSearch()
                                .ofUser(users.self())
                                .with(filters)
                                .fetch(client, attributes, 0, options.count)
                        : JobSearch.byId(client, console(), attributes, wanted);
        return found.stream().map(job -> line(job, needed)).toList();
    }

    private JobLine line(JsonObject job, Set<String> needed) {
        JobLine line =
                new JobLine(
                        job, new JobLine.View(console(), users, System.currentTimeMillis() / 1e3));
        if (needed.stream().anyMatch(JobFields::isOfInstance)) {
            InstanceFacts.tell(console(), line);
        }
        return line;
    }

    private void addJobs(JobTree tree, List<JobLine> jobs, Formats formats, int level) {
        for (JobLine job : jobs) {
            boolean isParent = job.isInstance();
            JobTree child = formats.tree(job, isParent, !options.noCombine);
            if (isParent && level < options.level) {
                addJobs(child, below(job, formats), formats, level + 1);
            }
            tree.add(child);
        }
    }

    private List<JobLine> below(JobLine job, Formats formats) {
        try (FluxClient client = console().connect(job.uri().orElse(""))) {
            return jobs(client, formats, options.filters(), List.of());
        } catch (FluxException | CommandFailure e) {
            // An instance that does not answer yet, or not to us, has nothing to show.
            return List.of();
        }
    }

    // --- the instance itself

    private FieldItem root(FluxClient client, Formats formats) {
        String size = client.attribute("size");
        String ranks = "0-" + (Integer.parseInt(size) - 1);
        try {
            JobId id = JobId.parse(client.attribute("jobid"));
            try (FluxClient parent = console().connect(client.attribute("parent-uri"))) {
                List<JsonObject> job =
                        JobSearch.byId(
                                parent,
                                console(),
                                fields.attributes(formats.fields()),
                                List.of(id.f58plain()));
                if (!job.isEmpty()) {
                    return line(
                            job.getFirst().with("ranks", JsonValue.of(ranks)), formats.fields());
                }
            }
        } catch (FluxException | CommandFailure e) {
            // It is no job, or of an instance that does not answer: it tells of itself.
            return madeUp(client, formats, ranks);
        }
        return madeUp(client, formats, ranks);
    }

    private FieldItem madeUp(FluxClient client, Formats formats, String ranks) {
        long size = Long.parseLong(client.attribute("size"));
        JsonObject.Builder job =
                JsonObject.builder()
                        .put("userid", Long.parseLong(client.attribute("security.owner")))
                        .put("state", JobState.RUN.bit())
                        .put("name", ROOT)
                        .put("ntasks", size)
                        .put("nnodes", size)
                        .put("ranks", ranks)
                        .put("nodelist", client.attribute("hostlist"))
                        .put(
                                "annotations",
                                JsonObject.of(
                                        "user",
                                        JsonObject.of(
                                                "uri",
                                                JsonValue.of(client.attribute("local-uri")))));
        try {
            job.put(
                    "t_run",
                    JsonValue.of(Double.parseDouble(client.attribute("broker.starttime"))));
        } catch (FluxException | NumberFormatException e) {
            // Then its runtime is not known.
        }
        JobLine line = line(job.build(), formats.fields());
        return field -> field.startsWith("id") ? JsonValue.of(ROOT) : line.field(field);
    }
}
