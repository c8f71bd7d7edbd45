package fluxj.job;

import fluxj.json.JsonArray;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// Names in order, as flux-core's process table has them: neighbours that differ in the number at
/// their end alone are `[prefix, rangelist]`; -1 in it is a name without a number.
public record Namelist(List<String> names) {
    private record Group(String prefix, List<Long> suffixes) {}

    public JsonArray toJson() {
        List<Group> groups = new ArrayList<>();
        for (String name : names) {
            int cut = cut(name);
            String prefix = name.substring(0, cut);
            long suffix = cut == name.length() ? -1 : Long.parseLong(name.substring(cut));
            if (groups.isEmpty() || !groups.getLast().prefix().equals(prefix)) {
                groups.add(new Group(prefix, new ArrayList<>()));
            }
            groups.getLast().suffixes().add(suffix);
        }
        return new JsonArray(groups.stream().map(Namelist::entry).toList());
    }

    private static JsonValue entry(Group group) {
        if (group.suffixes().size() == 1) {
            return JsonValue.of(name(group.prefix(), group.suffixes().getFirst()));
        }
        return JsonArray.of(JsonValue.of(group.prefix()), new Rangelist(group.suffixes()).toJson());
    }

    private static String name(String prefix, long suffix) {
        return suffix < 0 ? prefix : prefix + suffix;
    }

    /// Where the number at the end begins; zeros before it belong to the name, and so do digits
    /// that are too many.
    private static int cut(String name) {
        int at = name.length();
        while (at > 0 && Character.isDigit(name.charAt(at - 1)) && name.length() - at < 9) {
            at--;
        }
        while (at < name.length() - 1 && name.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    /// Reads what [#toJson] writes.
    public static Namelist of(JsonArray json) {
        List<String> names = new ArrayList<>();
        for (JsonValue each : json) {
            if (each instanceof JsonValue.Text(String name)) {
                names.add(name);
            } else if (each instanceof JsonArray pair
                    && pair.size() == 2
                    && pair.items().getFirst() instanceof JsonValue.Text(String prefix)
                    && pair.items().getLast() instanceof JsonArray suffixes) {
                Rangelist.of(suffixes).values().forEach(n -> names.add(name(prefix, n)));
            }
        }
        return new Namelist(names);
    }
}
