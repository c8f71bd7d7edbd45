package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

/// What the configuration says to the job manager itself.
///
/// @param isPrivate guests learn nothing of others' jobs
/// @param stopQueues queues that were started are stopped at a restart
/// @param limits which inactive jobs are kept
record JobManagerSettings(boolean isPrivate, boolean stopQueues, JobPurge.Limits limits) {
    /// Reads the tables `[access]` and `[job-manager]`.
    ///
    /// @throws FluxException EINVAL with what is wrong
    static JobManagerSettings of(JsonObject config) {
        JsonObject access = config.object("access").orElse(JsonObject.EMPTY);
        JsonObject table = config.object("job-manager").orElse(JsonObject.EMPTY);
        return new JobManagerSettings(
                access.bool("private-mode").orElse(false),
                table.bool("stop-queues-on-restart").orElse(false),
                new JobPurge.Limits(age(table), number(table)));
    }

    private static double age(JsonObject table) {
        return table.text("inactive-age-limit").map(JobManagerSettings::seconds).orElse(-1.0);
    }

    private static double seconds(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "job-manager.inactive-age-limit: invalid FSD");
        }
    }

    private static int number(JsonObject table) {
        long number = table.whole("inactive-num-limit").orElse(-1L);
        if (number < 0 && table.whole("inactive-num-limit").isPresent()) {
            throw new FluxException(Errno.EINVAL, "job-manager.inactive-num-limit: must be >= 0");
        }
        return (int) number;
    }
}
