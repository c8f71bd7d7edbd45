package fluxj.services.jobmanager;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.policy.QueuesConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// What the configuration says to the job manager itself.
///
/// @param isPrivate guests learn nothing of others' jobs
/// @param stopQueues queues that were started are stopped at a restart
/// @param limits which inactive jobs are kept
record JobManagerSettings(boolean isPrivate, boolean stopQueues, JobPurge.Limits limits) {
    private static final String LIMITS = "job-manager.max-inactive-*: ";

    /// Reads the tables `[access]` and `[job-manager]`.
    ///
    /// @throws FluxException EINVAL with what is wrong
    static JobManagerSettings of(JsonObject config) {
        checkPolicies(config);
        JsonObject table = table(config, "job-manager", LIMITS);
        JobPurge.Limits limits = new JobPurge.Limits(age(table), number(table));
        return new JobManagerSettings(
                flag(table(config, "access", ""), "private-mode"),
                flag(table, "stop-queues-on-restart"),
                limits);
    }

    private static JsonObject table(JsonObject config, String name, String where) {
        JsonValue value = config.get(name).orElse(JsonObject.EMPTY);
        if (value instanceof JsonObject table) {
            return table;
        }
        throw wrongType(where, "object", value);
    }

    private static boolean flag(JsonObject table, String name) {
        Optional<JsonValue> value = table.get(name);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof JsonValue.Bool(boolean flag)) {
            return flag;
        }
        throw wrongType("", "true or false", value.get());
    }

    /// Queues and policies are read elsewhere; a module that is told of wrong ones says so.
    private static void checkPolicies(JsonObject config) {
        try {
            QueuesConfig.of(Config.of(config));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    private static double age(JsonObject table) {
        return table.get("inactive-age-limit")
                .map(JobManagerSettings::text)
                .map(JobManagerSettings::seconds)
                .orElse(-1.0);
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw wrongType(LIMITS, "string", value);
    }

    private static FluxException wrongType(String where, String expected, JsonValue value) {
        return new FluxException(
                Errno.EINVAL, where + "Expected " + expected + ", got " + value.typeName());
    }

    private static double seconds(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "job-manager.inactive-age-limit: invalid FSD");
        }
    }

    private static int number(JsonObject table) {
        Optional<JsonValue> value = table.get("inactive-num-limit");
        if (value.isEmpty()) {
            return -1;
        }
        if (!(value.get() instanceof JsonValue.Whole(long number))) {
            throw wrongType(LIMITS, "integer", value.get());
        }
        if (number < 0) {
            throw new FluxException(Errno.EINVAL, "job-manager.inactive-num-limit: must be >= 0");
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }
}
