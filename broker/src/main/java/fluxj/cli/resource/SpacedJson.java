package fluxj.cli.resource;

import fluxj.json.JanssonText;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.StringJoiner;

/// JSON on one line with a blank after each comma and colon, as flux-core prints R.
final class SpacedJson {
    private SpacedJson() {}

    static String of(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                StringJoiner members = new StringJoiner(", ", "{", "}");
                object.members()
                        .forEach(
                                (name, member) ->
                                        members.add(JsonValue.of(name) + ": " + of(member)));
                yield members.toString();
            }
            case JsonArray array -> {
                StringJoiner items = new StringJoiner(", ", "[", "]");
                array.forEach(item -> items.add(of(item)));
                yield items.toString();
            }
            case JsonValue.Scalar scalar -> JanssonText.of(scalar);
        };
    }
}
