package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;

/// What `pstree` can be asked.
final class PstreeOptions {
    private static final String EVERYTHING = "pending,running,inactive";

    @Option(
            names = {"-a", "--all"},
            description = "Include all jobs for current user in all states")
    boolean all;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Limit to N jobs per instance (default 1000)")
    int count = 1000;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "STATE|RESULT",
            description = "list jobs with specific job state or result")
    private Optional<String> filter = Optional.empty();

    @Option(
            names = {"-x", "--extended"},
            description = "print extended details before tree output")
    private boolean extended;

    @Option(
            names = {"-l", "--long"},
            description = "do not truncate long lines to terminal width")
    boolean isLong;

    @Option(
            names = {"-L", "--level"},
            paramLabel = "N",
            description = "only descend N levels")
    int level = 999;

    @Option(
            names = {"-p", "--parent-ids"},
            description = "include jobids in parent labels")
    private boolean parentIds;

    @Option(
            names = {"-n", "--no-header"},
            description = "Suppress header with -x, --extended")
    boolean noHeader;

    @Option(
            names = {"-X", "--no-combine"},
            description = "disable combination of identical children")
    boolean noCombine;

    @Option(
            names = {"-o", "--label"},
            paramLabel = "FORMAT",
            description = "change label format (default='{name}')")
    private String label = "";

    @Option(
            names = "--parent-label",
            paramLabel = "FORMAT",
            description = "change label format for parent only")
    private String parentLabel = "";

    @Option(
            names = "--detail-format",
            paramLabel = "FORMAT",
            description = "specify output format for extended details (implies -x, --extended)")
    private String detailFormat = "";

    @Option(
            names = {"-d", "--details"},
            paramLabel = "NAME",
            description =
                    "Select a named extended details format (default,resources,progress,stats)")
    private String details = "";

    @Option(
            names = {"-C", "--compact"},
            description = "Use compact tree connectors")
    private boolean compact;

    @Option(names = "--ascii", description = "Use ASCII character tree connectors")
    private boolean ascii;

    @Option(
            names = "--skip-root",
            paramLabel = "[yes|no]",
            description =
                    "suppress or include the enclosing instance in output. Default is 'no' unless"
                            + " the -x, --extended or -d, --details options are used.")
    private Optional<String> skipRoot = Optional.empty();

    /// Refuses what is wrong, and warns of what is not looked at.
    void check(Console console, boolean byId) {
        if (skipRoot.isPresent() && !List.of("yes", "no").contains(skipRoot.get())) {
            throw new CommandFailure("ERROR: --skip-root requires either 'yes' or 'no'");
        }
        if (byId && (all || filter.isPresent() || count != 1000)) {
            console.err()
                    .println("fluxj pstree: WARNING: filtering options ignored with jobid list");
        }
        if (ascii && compact) {
            console.err().println("fluxj pstree: CRITICAL: Choose only one of --ascii, --compact");
        }
    }

    JobTree.Style style() {
        if (compact) {
            return JobTree.Style.COMPACT;
        }
        return ascii ? JobTree.Style.ASCII : JobTree.Style.BOX;
    }

    /// States and results.
    List<String> filters() {
        return List.of((all ? EVERYTHING : filter.orElse("running")).split(","));
    }

    /// The format of a job's label.
    String label() {
        if (!label.isEmpty()) {
            return label;
        }
        return all ? "{name}:{status_abbrev}" : "{name}";
    }

    /// The format of the label of an instance with jobs of its own.
    String parentLabel() {
        String format = parentLabel.isEmpty() ? label : parentLabel;
        return (parentIds ? "{id.f58} " : "") + (format.isEmpty() ? "{name}" : format);
    }

    /// The format of what stands before the tree; empty when nothing does.
    String prefix() {
        if (!extended && details.isEmpty() && detailFormat.isEmpty()) {
            return "";
        }
        if (!detailFormat.isEmpty()) {
            return detailFormat;
        }
        return switch (details) {
            case "", "default" ->
                    "{id.f58:>12} {username:<8.8} {status_abbrev:>2.2} {ntasks:>6h} {nnodes:>6h}"
                            + " {runtime!F:>8h}";
            case "resources" ->
                    "{id.f58:>12} {instance.resources.all.nnodes:>5}"
                            + " {instance.resources.allocated.nnodes:>5}"
                            + " {instance.resources.all.ncores:>5}"
                            + " {instance.resources.allocated.ncores:>5}"
                            + " {instance.resources.all.ngpus:>5}"
                            + " {instance.resources.allocated.ngpus:>5}";
            case "progress" ->
                    "{id.f58:>12} {ntasks:>6h} {instance.stats.total:>6} {instance.progress!P:>5}"
                            + " {instance.utilization!P:>5} {instance.gpu_utilization!P:>5}"
                            + " {runtime!H:>10}";
            case "stats" -> "{id.f58:>12} {instance.stats:^25} {runtime!H:>10}";
            default ->
                    throw new CommandFailure("ERROR: Unknown --details format '" + details + "'");
        };
    }

    /// True when the instance itself is not shown, but only its jobs.
    ///
    /// @param byId jobs were named
    boolean skipsRoot(boolean byId) {
        return skipRoot.map(word -> word.equals("yes")).orElse(byId || !prefix().isEmpty());
    }
}
