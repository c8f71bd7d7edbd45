package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.job.JobId;

import java.util.Optional;

/// Which job of whom a command is about: by its options, or by the environment that prologs and
/// epilogs have.
final class NamedJob {
    private NamedJob() {}

    /// The job that an option or a prolog's environment names.
    static JobId id(Console console, Optional<String> given) {
        String word = given.orElseGet(() -> console.environment().getOrDefault("FLUX_JOB_ID", ""));
        if (word.isEmpty()) {
            throw new CommandFailure("FLUX_JOB_ID is not set.  Try --jobid=ID.");
        }
        return JobIds.parse(word);
    }

    /// The user that an option or a prolog's environment names.
    static int user(Console console, Optional<String> given) {
        String word =
                given.orElseGet(() -> console.environment().getOrDefault("FLUX_JOB_USERID", ""));
        if (word.isEmpty()) {
            throw new CommandFailure("FLUX_JOB_USERID is not set.  Try --userid=UID.");
        }
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw new CommandFailure("error parsing userid");
        }
    }
}
