package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.job.JobId;
import fluxj.platform.cxi.Cxi;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;

/// Which job of whom a command is about: by its options, or by the environment that prologs and
/// epilogs have.
final class NamedJob {
    @Option(names = "--dry-run", description = "List actions instead of performing them")
    private boolean dryRun;

    @Option(
            names = {"-u", "--userid"},
            paramLabel = "UID",
            description = "Override FLUX_JOB_USERID")
    private Optional<String> userid = Optional.empty();

    @Option(
            names = {"-j", "--jobid"},
            paramLabel = "ID",
            description = "Override FLUX_JOB_ID")
    private Optional<String> jobid = Optional.empty();

    /// The job that an option or a prolog's environment names.
    JobId id(Console console) {
        return id(console, jobid);
    }

    /// The same, for a command that has no more than that option.
    static JobId id(Console console, Optional<String> given) {
        String word = given.orElseGet(() -> console.environment().getOrDefault("FLUX_JOB_ID", ""));
        if (word.isEmpty()) {
            throw new CommandFailure("FLUX_JOB_ID is not set.  Try --jobid=ID.");
        }
        return JobIds.parse(word);
    }

    /// The user that an option or a prolog's environment names.
    int user(Console console) {
        String word =
                userid.orElseGet(() -> console.environment().getOrDefault("FLUX_JOB_USERID", ""));
        if (word.isEmpty()) {
            throw new CommandFailure("FLUX_JOB_USERID is not set.  Try --userid=UID.");
        }
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw new CommandFailure("error parsing userid");
        }
    }

    /// The NICs of this node, for real or in words.
    NodeNics nics(Console console, Optional<Cxi> cxi) {
        return new NodeNics(console, cxi, dryRun);
    }

    /// What the job has reserved; none when it has started without.
    List<Integer> vnis(FluxClient client, JobId job, NodeNics nics) {
        Optional<JobReservation> found = JobReservation.of(client, job);
        if (found.isEmpty() && dryRun) {
            nics.say("no cray-slingshot reservation was found");
        }
        return found.map(JobReservation::vnis).orElse(List.of());
    }
}
