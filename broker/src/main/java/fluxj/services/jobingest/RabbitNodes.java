package fluxj.services.jobingest;

import fluxj.job.spec.Jobspec;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;

import java.util.List;
import java.util.Optional;

/// Lets a job with storage on rabbits that runs on the rabbits too have them, although they are in
/// no queue: nodes with the property `rabbit` fit besides those that its constraints ask for (spec
/// coral2 4.13).
final class RabbitNodes implements LocalStage.Step {
    private static final JsonObject RABBIT =
            JsonObject.of("properties", JsonArray.ofTexts(List.of("rabbit")));

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        Jobspec jobspec = new Jobspec(job.jobspec());
        if (jobspec.system("dw").isEmpty()
                || !jobspec.system("allow_rabbits").filter(RabbitNodes::holds).isPresent()) {
            return Promise.of(job.jobspec());
        }
        Optional<JsonValue> constraints = jobspec.system("constraints");
        if (constraints.isEmpty()) {
            throw Defaults.refused(
                    "Misconfiguration: job must have constraints set. Is the constraints"
                            + " frobnicator plugin loaded?");
        }
        JsonObject either = JsonObject.of("or", JsonArray.of(constraints.get(), RABBIT));
        return Promise.of(jobspec.withSystem("constraints", either).json());
    }

    /// Whether a value counts as yes, as `--setattr=allow_rabbits` gives a number.
    private static boolean holds(JsonValue value) {
        return switch (value) {
            case JsonValue.Bool(boolean truth) -> truth;
            case JsonValue.Null _ -> false;
            case JsonValue.Whole(long number) -> number != 0;
            case JsonValue.Real(double number) -> number != 0;
            case JsonValue.Text(String text) -> !text.isEmpty();
            case JsonArray(List<JsonValue> items) -> !items.isEmpty();
            case JsonObject object -> !object.keys().isEmpty();
        };
    }
}
