package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// Whether a jobspec is one (RFC 14), with the texts of Flux's validator (spec services 21).
public final class JobspecValidator {
    private static final List<String> TOP_LEVEL =
            List.of("resources", "tasks", "attributes", "version");

    private final boolean onlyVersion1;
    private final ConstraintValidator constraints;

    /// @param onlyVersion1 true refuses what is not of version 1 (RFC 25)
    /// @param constraints looks at the job's constraints
    public JobspecValidator(boolean onlyVersion1, ConstraintValidator constraints) {
        this.onlyVersion1 = onlyVersion1;
        this.constraints = constraints;
    }

    /// Looks at all of a jobspec.
    ///
    /// @throws FormatException naming the first thing that is wrong
    public void validate(JsonObject jobspec) {
        JobspecChecks.keys(TOP_LEVEL, jobspec, false, false);
        boolean version1 = onlyVersion1 || jobspec.whole("version").map(v -> v == 1).orElse(false);
        if (version1 && !jobspec.whole("version").map(v -> v == 1).orElse(false)) {
            throw new FormatException("version must be 1");
        }
        JsonArray resources = JobspecChecks.array(jobspec, "resources");
        JsonArray tasks = JobspecChecks.array(jobspec, "tasks");
        if (!(jobspec.get("attributes").orElseThrow() instanceof JsonObject attributes)) {
            throw new FormatException("attributes must be a mapping");
        }
        if (jobspec.whole("version").isEmpty()) {
            throw new FormatException("version must be an integer");
        }
        if (jobspec.whole("version").get() < 1) {
            throw new FormatException("version must be >= 1");
        }
        JobspecResources.validate(resources);
        for (JsonValue task : tasks) {
            JobspecTasks.validate(task);
        }
        attributes(attributes);
        if (version1) {
            version1(attributes, tasks);
            JobspecResources.requireIntegers(resources);
        }
    }

    private void attributes(JsonObject attributes) {
        JobspecChecks.keys(List.of("system", "user"), attributes, true, false);
        if (!(attributes.get("system").orElse(JsonObject.EMPTY) instanceof JsonObject system)) {
            throw new FormatException("attributes.system must be a mapping");
        }
        system.get("dependencies").ifPresent(JobspecValidator::dependencies);
        system.get("constraints").ifPresent(constraints::validate);
    }

    private static void dependencies(JsonValue value) {
        if (!(value instanceof JsonArray dependencies)) {
            throw new FormatException("attributes.system.dependencies must be a list");
        }
        for (JsonValue each : dependencies) {
            JsonObject dependency = JobspecChecks.object(each, "dependency must be a mapping");
            JobspecChecks.keys(List.of("scheme", "value"), dependency, false, true);
            JobspecChecks.text(dependency, "scheme", "dependency scheme must be a string");
            JobspecChecks.text(dependency, "value", "dependency value must be a string");
        }
    }

    private static void version1(JsonObject attributes, JsonArray tasks) {
        JsonObject system =
                attributes
                        .object("system")
                        .orElseThrow(
                                () -> new FormatException("attributes.system is a required key"));
        JsonValue duration =
                system.get("duration")
                        .orElseThrow(
                                () ->
                                        new FormatException(
                                                "attributes.system.duration is a required key"));
        if (!(duration instanceof JsonValue.Whole || duration instanceof JsonValue.Real)) {
            throw new FormatException("attributes.system.duration must be a number");
        }
        for (JsonValue each : tasks) {
            if (each instanceof JsonObject task) {
                JobspecTasks.requirePerSlotOrTotal(task);
            }
        }
    }
}
