package fluxj.shell.lua;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import party.iroiro.luajava.Lua;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// JSON values as Lua values and back, as flux-core's binding has them: null is nil, a table with
/// none but whole numbers as keys is an array, and a number without a fraction is a whole one.
final class LuaJson {
    private static final int MOST_DEPTH = 100;

    private LuaJson() {}

    static void push(Lua lua, JsonValue value) {
        lua.checkStack(4);
        switch (value) {
            case JsonValue.Text(String text) -> lua.push(text);
            case JsonValue.Whole(long number) -> lua.push(number);
            case JsonValue.Real(double number) -> lua.push(number);
            case JsonValue.Bool(boolean truth) -> lua.push(truth);
            case JsonValue.Null _ -> lua.pushNil();
            case JsonArray array -> {
                lua.createTable(array.size(), 0);
                int at = 1;
                for (JsonValue each : array) {
                    push(lua, each);
                    lua.rawSetI(-2, at++);
                }
            }
            case JsonObject object -> {
                lua.createTable(0, object.keys().size());
                object.members()
                        .forEach(
                                (key, member) -> {
                                    lua.push(key);
                                    push(lua, member);
                                    lua.rawSet(-3);
                                });
            }
        }
    }

    static void push(Lua lua, List<String> texts) {
        lua.createTable(texts.size(), 0);
        int at = 1;
        for (String each : texts) {
            lua.push(each);
            lua.rawSetI(-2, at++);
        }
    }

    /// The value at a place of the stack; what is no value of JSON is null.
    static JsonValue read(Lua lua, int index) {
        return read(lua, index < 0 ? lua.getTop() + 1 + index : index, 0);
    }

    private static JsonValue read(Lua lua, int index, int depth) {
        if (lua.isBoolean(index)) {
            return JsonValue.of(lua.toBoolean(index));
        }
        if (lua.isTable(index)) {
            return depth > MOST_DEPTH ? JsonValue.Null.NULL : table(lua, index, depth);
        }
        return switch (lua.type(index)) {
            case NUMBER -> number(lua.toNumber(index), lua.toInteger(index));
            case STRING -> JsonValue.of(String.valueOf(lua.toString(index)));
            case null, default -> JsonValue.Null.NULL;
        };
    }

    private static JsonValue number(double number, long whole) {
        if (!Double.isFinite(number)) {
            return JsonValue.Null.NULL;
        }
        return Math.rint(number) == number
                ? new JsonValue.Whole(whole)
                : new JsonValue.Real(number);
    }

    private static JsonValue table(Lua lua, int index, int depth) {
        lua.checkStack(4);
        TreeMap<Double, JsonValue> numbered = new TreeMap<>();
        TreeMap<String, JsonValue> named = new TreeMap<>();
        lua.pushNil();
        while (lua.next(index) != 0) {
            JsonValue value = read(lua, lua.getTop(), depth + 1);
            lua.pushValue(-2);
            boolean isNumber = lua.type(-1) == Lua.LuaType.NUMBER;
            double number = isNumber ? lua.toNumber(-1) : 0;
            if (isNumber && Math.rint(number) == number) {
                numbered.put(number, value);
            }
            named.put(String.valueOf(lua.toString(-1)), value);
            lua.pop(2);
        }
        if (!named.isEmpty() && numbered.size() == named.size()) {
            return JsonArray.of(new ArrayList<>(numbered.values()).toArray(JsonValue[]::new));
        }
        JsonObject.Builder object = JsonObject.builder();
        named.forEach(object::put);
        return object.build();
    }
}
