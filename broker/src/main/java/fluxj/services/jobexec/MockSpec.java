package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// How a job is simulated: `attributes.system.exec.test` of its jobspec.
///
/// @param duration seconds it runs; 0 is until somebody ends it, and less than 0 hardly any time
/// @param manual true when it starts, and with duration 0 ends, by hand
/// @param reattachFinish true when it counts as done if it is found again
/// @param waitStatus how it ends
/// @param exception the moment at which it fails: `init` or `run`
record MockSpec(
        double duration,
        boolean manual,
        boolean reattachFinish,
        int waitStatus,
        Optional<String> exception) {

    /// What the jobspec of a job says; empty when it is no mock job.
    ///
    /// @throws FluxException EINVAL
    static Optional<MockSpec> of(JobFacts job) {
        Optional<JsonObject> found = job.system("exec", "test");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        JsonObject test = found.get();
        double duration =
                job.system()
                        .flatMap(system -> system.get("duration"))
                        .map(MockSpec::seconds)
                        .orElse(-1.0);
        Optional<String> run = text(test, "run_duration");
        return Optional.of(
                new MockSpec(
                        run.map(text -> parse(text, duration)).orElse(duration),
                        whole(test, "override") != 0,
                        whole(test, "reattach_finish") != 0,
                        whole(test, "wait_status"),
                        text(test, "mock_exception")));
    }

    private static double seconds(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double real) -> real;
            case JsonValue.Whole(long whole) -> whole;
            case JsonValue _ -> -1.0;
        };
    }

    private static double parse(String text, double otherwise) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException _) {
            return otherwise;
        }
    }

    private static Optional<String> text(JsonObject test, String key) {
        Optional<String> text = test.text(key);
        if (text.isEmpty() && test.get(key).isPresent()) {
            throw malformed(key);
        }
        return text;
    }

    private static int whole(JsonObject test, String key) {
        Optional<Long> number = test.whole(key);
        if (number.isEmpty() && test.get(key).isPresent()) {
            throw malformed(key);
        }
        return number.orElse(0L).intValue();
    }

    private static FluxException malformed(String key) {
        return new FluxException(Errno.EINVAL, "unexpected type of " + key);
    }
}
