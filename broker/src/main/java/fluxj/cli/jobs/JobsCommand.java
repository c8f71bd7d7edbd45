package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.OutputFormat;
import fluxj.cli.format.PythonJson;
import fluxj.cli.jobs.listing.InstanceFacts;
import fluxj.cli.jobs.listing.JobFields;
import fluxj.cli.jobs.listing.JobFormats;
import fluxj.cli.jobs.listing.JobJson;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.cli.jobs.listing.JobSearch;
import fluxj.cli.jobs.listing.JobTotals;
import fluxj.cli.jobs.listing.Users;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobResult;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.os.OsHostFacts;
import fluxj.services.joblist.JobListProtocol;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Lists jobs, those of instances that are jobs too.
@Command(name = "jobs", description = "List jobs submitted to Flux", sortOptions = false)
public final class JobsCommand extends FluxCommand {
    private static final String RESET = "\u001b[0;0m";
    private static final int STDOUT = 1;

    @Mixin private final JobsOptions options = new JobsOptions();

    @Parameters(arity = "0..*", paramLabel = "JOBID")
    private List<String> ids = new ArrayList<>();

    private final Users users = new Users();
    private final JobFields fields = new JobFields();
    private boolean colours;
    private int width;

    /// Lists jobs.
    public JobsCommand(Console console) {
        super(console);
    }

    /// The arguments with reversed sort keys told from options.
    public static List<String> spelledOut(List<String> arguments) {
        return arguments.stream().map(word -> word.replaceFirst("^--sort=-", "--sort= -")).toList();
    }

    @Override
    protected void run() {
        options.check(console(), !ids.isEmpty());
        colours = console().colours(options.colour);
        width = options.width == 0 ? terminalWidth() : options.width;
        Optional<String> found =
                NamedFormats.load(console(), "flux-jobs", JobFormats.ofJobs()).find(options.format);
        if (found.isEmpty()) {
            return;
        }
        OutputFormat format = JobFormats.read(found.get(), fields);
        if (!options.sort.isEmpty()) {
            format = format.sortedBy(options.sort);
        }
        ids.forEach(JobIds::parse);
        try (FluxClient client = console().connect()) {
            if (options.stats || options.statsOnly) {
                JobTotals totals = JobTotals.fetch(client, options.queues());
                console()
                        .out()
                        .println(totals.line() + ", " + totals.purged() + " inactive purged");
                if (options.statsOnly) {
                    throwUnless(totals.active() > 0);
                    return;
                }
            }
            list(client, format);
        }
    }

    private static void throwUnless(boolean good) {
        if (!good) {
            throw new CommandFailure("");
        }
    }

    private int terminalWidth() {
        return console().terminal()
                ? new OsHostFacts(RandomGenerator.getDefault()).columns(STDOUT)
                : -1;
    }

    private void list(FluxClient client, OutputFormat format) {
        List<JobLine> jobs = fetch(client, format, ids);
        throwUnless(ids.isEmpty() || !jobs.isEmpty());
        boolean cut = options.count > 0 && ids.isEmpty() && jobs.size() > options.count;
        List<JobLine> shown = cut ? jobs.subList(0, options.count) : jobs;
        if (options.json) {
            JsonArray all = json(shown, format, 0);
            boolean single = ids.size() == 1;
            console()
                    .out()
                    .println(
                            PythonJson.ascii(
                                    single ? all.items().getFirst() : JsonObject.of("jobs", all)));
            return;
        }
        OutputFormat fitted = format.fitted(shown, !options.noHeader);
        if (!options.noHeader) {
            console().out().println(fitted.header(width));
        }
        print(shown, fitted, "", 0);
        if (cut && !options.noHeader) {
            console().out().flush();
            console().err().println("warning: output truncated at " + options.count + " jobs.");
            console()
                    .err()
                    .println(
                            "Use --count to increase returned results or use filters to alter"
                                    + " results.");
        }
    }

    private List<JobLine> fetch(FluxClient client, OutputFormat format, List<String> wanted) {
        Set<String> needed = new LinkedHashSet<>(format.fields());
        if (colours) {
            needed.addAll(List.of("result", "annotations"));
        }
        if (options.recurses()) {
            needed.addAll(List.of("annotations", "status", "userid"));
        }
        Set<String> attributes = fields.attributes(needed);
        if (options.json) {
            attributes.add(JobListProtocol.ALL_ATTRIBUTES);
        }
        List<JsonObject> found =
                wanted.isEmpty()
                        ? search(client, attributes)
                        : JobSearch.byId(client, console(), attributes, wanted);
        JobLine.View view = new JobLine.View(console(), users, System.currentTimeMillis() / 1e3);
        List<JobLine> jobs = found.stream().map(job -> new JobLine(job, view)).toList();
        if (needed.stream().anyMatch(JobFields::isOfInstance)) {
            jobs.forEach(job -> InstanceFacts.tell(console(), job));
        }
        return jobs;
    }

    private List<JsonObject> search(FluxClient client, Set<String> attributes) {
        double now = System.currentTimeMillis() / 1e3;
        double since = options.since.isEmpty() ? 0 : SinceTime.parse(options.since, now);
        if (since > now) {
            throw new CommandFailure(
                    "ERROR: --since=" + options.since + " appears to be in the future");
        }
        JobSearch search = new JobSearch();
        if (!options.include.isEmpty()) {
            search.and(included());
        }
        if (!options.name.isEmpty()) {
            search.ofUser(user()).named(options.name);
        } else {
            search.ofUser(user());
        }
        search.inQueues(options.queues()).with(options.filters());
        return search.fetch(
                client, attributes, since, options.count > 0 ? options.count + 1 : options.count);
    }

    private int user() {
        boolean everybody =
                options.everybody || (!options.include.isEmpty() && options.user.isEmpty());
        if (everybody) {
            return Users.ALL;
        }
        return options.user.isEmpty()
                ? users.self()
                : users.number(options.user, "ERROR: Invalid user " + options.user + " specified");
    }

    private JsonObject included() {
        try {
            return JsonObject.of(
                    "ranks", JsonArray.of(JsonValue.of(Idset.parse(options.include).toString())));
        } catch (FormatException notRanks) {
            try {
                return JsonObject.of(
                        "hostlist",
                        JsonArray.of(JsonValue.of(Hostlist.parse(options.include).toString())));
            } catch (FormatException e) {
                throw new CommandFailure(
                        "ERROR: -i/--include: invalid targets: " + options.include);
            }
        }
    }

    // --- lines

    private void print(List<JobLine> jobs, OutputFormat format, String path, int level) {
        for (JobLine job : format.sorted(jobs)) {
            String colour = colours ? colour(job) : "";
            format.line(job, width)
                    .ifPresent(
                            line ->
                                    console()
                                            .out()
                                            .print(
                                                    colour
                                                            + line
                                                            + "\n"
                                                            + (colour.isEmpty() ? "" : RESET)));
        }
        if (!options.recurses() || options.level == level) {
            return;
        }
        for (JobLine job : jobs) {
            if (isOpen(job)) {
                String below = (path.isEmpty() ? "" : path + "/") + JobIds.f58(console(), job.id());
                descend(job, format, below, level + 1);
            }
        }
    }

    private static String colour(JobLine job) {
        Optional<JobResult> result = job.result();
        if (result.isPresent()) {
            return switch (result.get()) {
                case COMPLETED -> "\u001b[01;32m";
                case FAILED, TIMEOUT -> "\u001b[01;31m";
                case CANCELED -> "\u001b[37m";
            };
        }
        return job.uri().isPresent() ? "\u001b[01;34m" : "";
    }

    /// True for an instance whose jobs are to be listed too.
    private boolean isOpen(JobLine job) {
        return job.isInstance() && (options.recurseAll || job.userid() == users.self());
    }

    private void descend(JobLine job, OutputFormat format, String path, int level) {
        List<JobLine> jobs = List.of();
        String stats = "";
        try (FluxClient child = console().connect(job.uri().orElse(""))) {
            jobs = fetch(child, format, List.of());
            stats = options.stats ? JobTotals.fetch(child, List.of()).line() + "\n" : "";
        } catch (FluxException | CommandFailure e) {
            // An instance that does not answer yet, or not to us, has nothing to show.
            stats = "";
        }
        console().out().print("\n" + path + ":\n" + stats);
        print(jobs, format, path, level);
    }

    private JsonArray json(List<JobLine> jobs, OutputFormat format, int level) {
        Map<JobLine, JsonObject> all = new LinkedHashMap<>();
        for (JobLine job : jobs) {
            JsonObject object = JobJson.of(job);
            if (level == 0 && options.recurses() && options.level > 0 && isOpen(job)) {
                object = object.with("jobs", below(job, format));
            }
            all.put(job, object);
        }
        return new JsonArray(List.copyOf(all.values()));
    }

    private JsonArray below(JobLine job, OutputFormat format) {
        try (FluxClient child = console().connect(job.uri().orElse(""))) {
            return json(fetch(child, format, List.of()), format, 1);
        } catch (FluxException | CommandFailure e) {
            return JsonArray.of();
        }
    }
}
