package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// What a jobspec says of how its shells are run: `attributes.system.exec.bulkexec`.
///
/// @param exception the moment at which the job fails: `init` or `starting`
/// @param expectedCpus what `sdexec` is to find, for its tests
/// @param barrierTimeout seconds; 0 is none
record ShellSpec(Optional<String> exception, Optional<String> expectedCpus, double barrierTimeout) {
    private static final String EXCEPTION = "mock_exception";
    private static final String EXPECTED_CPUS = "sdexec-test-expected-cpus";
    private static final String BARRIER_TIMEOUT = "barrier-timeout";
    private static final List<String> KEYS =
            List.of("service", EXCEPTION, EXPECTED_CPUS, BARRIER_TIMEOUT);

    /// What the jobspec of a job says.
    ///
    /// @throws FluxException EINVAL for a key that is none or of another type
    static ShellSpec of(JobFacts job, double defaultBarrierTimeout) {
        JsonObject members = job.system("exec", "bulkexec").orElse(JsonObject.EMPTY);
        for (String key : members.keys()) {
            if (!KEYS.contains(key)) {
                throw malformed(job, "1 object item(s) left unpacked: " + key);
            }
        }
        double timeout =
                switch (members.get(BARRIER_TIMEOUT).orElse(JsonValue.Null.NULL)) {
                    case JsonValue.Real(double real) -> real;
                    case JsonValue.Whole(long whole) -> whole;
                    case JsonValue.Null _ -> defaultBarrierTimeout;
                    case JsonValue other ->
                            throw malformed(
                                    job, "Expected real or integer, got " + other.typeName());
                };
        return new ShellSpec(
                text(job, members, EXCEPTION), text(job, members, EXPECTED_CPUS), timeout);
    }

    private static Optional<String> text(JobFacts job, JsonObject members, String key) {
        Optional<JsonValue> value = members.get(key);
        if (value.isPresent() && !(value.get() instanceof JsonValue.Text)) {
            throw malformed(job, "Expected string, got " + value.get().typeName());
        }
        return members.text(key);
    }

    private static FluxException malformed(JobFacts job, String why) {
        return new FluxException(
                Errno.EINVAL, "failed to unpack system.exec.bulkexec for " + job + ": " + why);
    }
}
