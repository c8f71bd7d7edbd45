package fluxj.cli.format;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// What a line is made of.
@FunctionalInterface
public interface FieldItem {
    /// The value of a field that its format may name; `null` is one that has none and fits every
    /// kind of specification.
    JsonValue field(String name);

    /// The members of an object; those that it does not have are empty.
    static FieldItem of(JsonObject object) {
        return name -> object.get(name).orElse(JsonValue.of(""));
    }
}
