package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What values must look like, in a language of our own: `string`, `integer`, `boolean`, `id` (a
/// whole number or a string), `any`, `A|B` (one of these strings), `[T]`, `<T>` (an object of any
/// names), and `{name: T, must!: T}`.
sealed interface Schema {
    /// Says what is wrong with a value.
    void check(String path, JsonValue value, List<String> wrong);

    /// A value without what is not in the schema.
    ///
    /// @param unknown gets the paths of what is not
    JsonValue pruned(String path, JsonValue value, List<String> unknown);

    /// The same in OpenAPI's words.
    JsonObject openApi();

    /// Any value.
    record Any() implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {}

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            return value;
        }

        @Override
        public JsonObject openApi() {
            return JsonObject.builder().put("x-kubernetes-preserve-unknown-fields", true).build();
        }
    }

    /// A value of a type by its name.
    record Plain(String type) implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {
            boolean fits =
                    switch (value) {
                        case JsonValue.Text _ -> type.equals("string") || type.equals("id");
                        case JsonValue.Whole _ -> type.equals("integer") || type.equals("id");
                        case JsonValue.Bool _ -> type.equals("boolean");
                        case JsonValue.Real _, JsonValue.Null _, JsonObject _, JsonArray _ -> false;
                    };
            if (!fits) {
                wrong.add(mistyped(path, value, type.equals("id") ? "integer,string" : type));
            }
        }

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            return value;
        }

        @Override
        public JsonObject openApi() {
            if (!type.equals("id")) {
                return JsonObject.of("type", type);
            }
            return JsonObject.builder()
                    .put(
                            "anyOf",
                            JsonArray.of(
                                    JsonObject.of("type", "integer"),
                                    JsonObject.of("type", "string")))
                    .put("x-kubernetes-int-or-string", true)
                    .build();
        }
    }

    /// One of some strings.
    record Choice(List<String> words) implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {
            if (!(value instanceof JsonValue.Text(String word))) {
                wrong.add(mistyped(path, value, "string"));
            } else if (!words.contains(word)) {
                wrong.add(
                        path
                                + ": Unsupported value: "
                                + value
                                + ": supported values: \""
                                + String.join("\", \"", words)
                                + "\"");
            }
        }

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            return value;
        }

        @Override
        public JsonObject openApi() {
            return typed("string").put("enum", JsonArray.ofTexts(words)).build();
        }
    }

    /// An array.
    record Many(Schema each) implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {
            if (!(value instanceof JsonArray array)) {
                wrong.add(mistyped(path, value, "array"));
                return;
            }
            for (int i = 0; i < array.size(); i++) {
                each.check(path + "[" + i + "]", array.items().get(i), wrong);
            }
        }

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            if (!(value instanceof JsonArray array)) {
                return value;
            }
            List<JsonValue> items = new ArrayList<>();
            for (JsonValue item : array) {
                items.add(each.pruned(path + "[" + items.size() + "]", item, unknown));
            }
            return new JsonArray(items);
        }

        @Override
        public JsonObject openApi() {
            return typed("array").put("items", each.openApi()).build();
        }
    }

    /// An object of any names.
    record Named(Schema each) implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {
            if (!(value instanceof JsonObject object)) {
                wrong.add(mistyped(path, value, "object"));
                return;
            }
            object.members()
                    .forEach((name, member) -> each.check(path + "." + name, member, wrong));
        }

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            if (!(value instanceof JsonObject object)) {
                return value;
            }
            JsonObject.Builder whole = JsonObject.builder();
            object.members()
                    .forEach(
                            (name, member) ->
                                    whole.put(
                                            name, each.pruned(path + "." + name, member, unknown)));
            return whole.build();
        }

        @Override
        public JsonObject openApi() {
            return typed("object").put("additionalProperties", each.openApi()).build();
        }
    }

    /// An object of these members; others are not looked at.
    ///
    /// @param needed the names of those that must be there
    record Members(Map<String, Schema> members, List<String> needed) implements Schema {
        @Override
        public void check(String path, JsonValue value, List<String> wrong) {
            if (!(value instanceof JsonObject object)) {
                wrong.add(mistyped(path, value, "object"));
                return;
            }
            String prefix = path.isEmpty() ? "" : path + ".";
            members.forEach(
                    (name, schema) ->
                            object.get(name)
                                    .ifPresentOrElse(
                                            member -> schema.check(prefix + name, member, wrong),
                                            () -> {
                                                if (needed.contains(name)) {
                                                    wrong.add(prefix + name + ": Required value");
                                                }
                                            }));
        }

        @Override
        public JsonValue pruned(String path, JsonValue value, List<String> unknown) {
            if (!(value instanceof JsonObject object)) {
                return value;
            }
            JsonObject.Builder known = JsonObject.builder();
            object.members()
                    .forEach(
                            (name, member) -> {
                                Schema schema = members.get(name);
                                if (schema == null) {
                                    unknown.add(path + "." + name);
                                } else {
                                    known.put(
                                            name,
                                            schema.pruned(path + "." + name, member, unknown));
                                }
                            });
            return known.build();
        }

        @Override
        public JsonObject openApi() {
            JsonObject.Builder properties = JsonObject.builder();
            members.forEach((name, schema) -> properties.put(name, schema.openApi()));
            JsonObject.Builder object = typed("object").put("properties", properties.build());
            if (!needed.isEmpty()) {
                object.put("required", JsonArray.ofTexts(needed));
            }
            return object.build();
        }
    }

    private static JsonObject.Builder typed(String type) {
        return JsonObject.builder().put("type", type);
    }

    private static String mistyped(String path, JsonValue value, String wanted) {
        return path
                + ": Invalid value: \""
                + value.typeName()
                + "\": "
                + path
                + " in body must be of type "
                + wanted
                + ": \""
                + value.typeName()
                + "\"";
    }
}
