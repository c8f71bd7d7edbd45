package fluxj.services.jobmanager.plugins.builtin;

import fluxj.json.JsonValue;

import java.util.Optional;

/// Reads values of jobspecs and tables.
final class Values {
    private Values() {}

    /// A number, whole or not.
    static Optional<Double> number(Optional<JsonValue> value) {
        return value.flatMap(Values::number);
    }

    static Optional<Double> number(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole(long whole) -> Optional.of((double) whole);
            case JsonValue.Real(double real) -> Optional.of(real);
            case JsonValue _ -> Optional.empty();
        };
    }

    /// A string.
    static Optional<String> text(Optional<JsonValue> value) {
        return value.flatMap(
                found ->
                        found instanceof JsonValue.Text(String text)
                                ? Optional.of(text)
                                : Optional.empty());
    }
}
