package fluxj.cli.jobs;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.OutputFormat;
import fluxj.cli.jobs.listing.InstanceFacts;
import fluxj.cli.jobs.listing.JobFields;
import fluxj.cli.jobs.listing.JobFormats;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.client.FluxClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `fluxj pgrep`: the jobs whose names match a pattern, or whose ids lie in a range. Exit code 1
/// when there are none.
@Command(name = "pgrep", description = "Look up jobs by name or id range", sortOptions = false)
public final class PgrepCommand extends FluxCommand {
    private static final String DEFAULT = "default";

    @Mixin private final MatchOptions match = new MatchOptions();

    @Option(
            names = {"-n", "--no-header"},
            description = "Suppress printing of header line")
    private boolean noHeader;

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Specify output format using Python's string format syntax or a defined format"
                            + " by name (use 'help' to get a list of names)")
    private String wanted = DEFAULT;

    /// The command on a console.
    public PgrepCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JobFields fields = new JobFields();
        Optional<String> found =
                NamedFormats.load(console(), "flux-jobs", JobFormats.ofPgrep())
                        .find(wanted, "flux-pgrep");
        if (found.isEmpty()) {
            return;
        }
        OutputFormat format = JobFormats.read(found.get(), fields);
        boolean bare = wanted.equals(DEFAULT) && found.get().equals(JobFormats.IDS);
        Set<String> attributes = fields.attributes(format.fields());
        try (FluxClient client = console().connect()) {
            List<JobLine> jobs = match.jobs(client, console(), attributes);
            if (format.fields().stream().anyMatch(JobFields::isOfInstance)) {
                jobs.forEach(job -> InstanceFacts.tell(console(), job));
            }
            format.print(jobs, !noHeader && !bare, 0, console().out()::println);
        }
    }
}
