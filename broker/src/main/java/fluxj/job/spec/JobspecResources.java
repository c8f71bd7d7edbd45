package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// The resources of a jobspec as the validator looks at them.
final class JobspecResources {
    private static final List<String> RANGE = List.of("min", "max", "operand", "operator");
    private static final List<String> OPERATORS = List.of("+", "*", "^");
    private static final int MAX_DEPTH = 100;

    private JobspecResources() {}

    static void validate(JsonArray resources) {
        level(resources, 0);
    }

    private static void level(JsonArray resources, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException(
                    "jobspec resource nesting exceeds maximum depth " + MAX_DEPTH);
        }
        for (JsonValue each : resources) {
            JsonObject resource = JobspecChecks.object(each, "resource must be a mapping");
            vertex(resource);
            if (resource.get("with").isPresent()) {
                level(JobspecChecks.array(resource, "with"), depth + 1);
            }
        }
    }

    private static void vertex(JsonObject resource) {
        required(resource, "type");
        JobspecChecks.text(resource, "type", "type must be a string");
        required(resource, "count");
        String type = resource.text("type").orElseThrow();
        switch (resource.get("count").orElseThrow()) {
            case JsonObject range -> range(range);
            case JsonValue.Text(String text) -> range(text);
            case JsonValue.Whole(long count) -> {
                if (count < 1 && List.of("node", "slot", "core").contains(type)) {
                    throw new FormatException("node, slot, or core count must be > 0");
                }
                if (count < 0) {
                    throw new FormatException("count must be >= 0");
                }
            }
            case JsonValue _ -> throw new FormatException("count must be an int or mapping");
        }
        for (String key : List.of("id", "unit", "label")) {
            if (resource.get(key).isPresent()) {
                JobspecChecks.text(resource, key, key + " must be a string");
            }
        }
        if (resource.get("exclusive").isPresent() && resource.bool("exclusive").isEmpty()) {
            throw new FormatException("exclusive must be a boolean");
        }
        if (type.equals("slot") && resource.get("label").isEmpty()) {
            throw new FormatException("slots must have labels");
        }
    }

    private static void required(JsonObject resource, String key) {
        if (resource.get(key).isEmpty()) {
            throw new FormatException(key + " is a required key for resources");
        }
    }

    private static void range(JsonObject range) {
        if (range.get("min").isEmpty()) {
            throw new FormatException("min must be in range");
        }
        JobspecChecks.keys(RANGE, range, true, false);
        for (String key : List.of("min", "max", "operand")) {
            if (range.get(key).isPresent()) {
                long number =
                        range.whole(key)
                                .orElseThrow(() -> new FormatException(key + " must be an int"));
                if (number < 1) {
                    throw new FormatException(key + " must be > 0");
                }
            }
        }
        long min = range.whole("min").orElseThrow();
        if (range.whole("max").orElse(min) < min) {
            throw new FormatException("max must be >= min");
        }
        if (range.get("operand").isPresent() != range.get("operator").isPresent()) {
            throw new FormatException("operand and operator must both be in range if either is");
        }
        if (range.get("operator").isPresent()) {
            operator(range, min);
        }
    }

    private static void operator(JsonObject range, long min) {
        String operator = range.text("operator").orElse("");
        if (operator.length() != 1) {
            throw new FormatException("operator must be a single character str");
        }
        if (!OPERATORS.contains(operator)) {
            throw new FormatException("operator must be one of ['+', '*', '^']");
        }
        if (!operator.equals("+") && range.whole("operand").orElseThrow() < 2) {
            throw new FormatException("operand must be > 1 for '*' or '^' operator");
        }
        if (operator.equals("^") && min < 2) {
            throw new FormatException("min must be > 1 for '^' operator");
        }
    }

    private static void range(String text) {
        if (isIdset(text)) {
            return;
        }
        String[] parts = text.split(":", -1);
        int dash = parts[0].indexOf('-');
        int plus = parts[0].indexOf('+');
        if (parts.length > 3 || (dash < 0 && plus < 0)) {
            throw new FormatException("count string must be a valid idset or range");
        }
        JsonObject.Builder range = JsonObject.builder();
        range.put("min", number(parts[0].substring(0, dash < 0 ? plus : dash)));
        if (dash >= 0) {
            range.put("max", number(parts[0].substring(dash + 1)));
        }
        if (parts.length > 1) {
            range.put("operand", number(parts[1])).put("operator", "+");
        }
        if (parts.length > 2) {
            range.put("operator", parts[2]);
        }
        range(range.build());
    }

    private static boolean isIdset(String text) {
        try {
            Idset.parse(text);
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FormatException("invalid literal for int() with base 10: '" + text + "'");
        }
    }

    /// Version 1 knows numbers only.
    static void requireIntegers(JsonArray resources) {
        for (JsonValue each : resources) {
            if (each instanceof JsonObject resource) {
                JsonValue count = resource.get("count").orElse(JsonValue.Null.NULL);
                if (!(count instanceof JsonValue.Whole)) {
                    throw new FormatException(
                            "resource count must be an integer for type '"
                                    + resource.text("type").orElse("")
                                    + "' (got '"
                                    + (count instanceof JsonObject ? "dict" : "str")
                                    + "')");
                }
                resource.array("with").ifPresent(JobspecResources::requireIntegers);
            }
        }
    }
}
