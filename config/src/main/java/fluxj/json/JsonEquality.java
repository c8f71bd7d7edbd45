package fluxj.json;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whether two values are the same; the order of members does not count. A loop, so that nesting
/// cannot exhaust the stack.
final class JsonEquality {
    private record Pair(JsonValue left, JsonValue right) {}

    private JsonEquality() {}

    static boolean equal(JsonValue left, JsonValue right) {
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(left, right));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            boolean same =
                    switch (pair.left) {
                        case JsonObject object ->
                                pair.right instanceof JsonObject other
                                        && pushMembers(open, object, other);
                        case JsonArray array ->
                                pair.right instanceof JsonArray other
                                        && pushItems(open, array, other);
                        case JsonValue.Scalar scalar -> scalar.equals(pair.right);
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean pushMembers(Deque<Pair> open, JsonObject left, JsonObject right) {
        if (left.members().size() != right.members().size()) {
            return false;
        }
        for (var member : left.members().entrySet()) {
            JsonValue other = right.members().get(member.getKey());
            if (other == null) {
                return false;
            }
            open.push(new Pair(member.getValue(), other));
        }
        return true;
    }

    private static boolean pushItems(Deque<Pair> open, JsonArray left, JsonArray right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            open.push(new Pair(left.items().get(i), right.items().get(i)));
        }
        return true;
    }
}
