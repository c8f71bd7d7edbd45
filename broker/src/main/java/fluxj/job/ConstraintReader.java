package fluxj.job;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads constraints (RFC 31) with flux-core's complaints.
public final class ConstraintReader {
    private static final String INVALID = "!&'\"`|()";

    private ConstraintReader() {}

    /// Reads a constraint.
    ///
    /// @throws FormatException in Flux's words
    public static Constraint read(JsonValue value) {
        if (!(value instanceof JsonObject constraint)) {
            throw new FormatException("constraint must be JSON object");
        }
        if (constraint.members().size() > 1) {
            throw new FormatException("constraint must only contain 1 element");
        }
        for (Map.Entry<String, JsonValue> only : constraint.members().entrySet()) {
            return read(only.getKey(), only.getValue());
        }
        return Constraint.Any.ANY;
    }

    private static Constraint read(String operator, JsonValue values) {
        return switch (operator) {
            case "properties" -> properties(values);
            case "hostlist" -> hosts(array(values, operator));
            case "ranks" -> ranks(array(values, operator));
            case "and" -> new Constraint.And(operands(values, operator));
            case "or" -> new Constraint.Or(operands(values, operator));
            case "not" -> new Constraint.Not(operands(values, operator));
            default -> throw new FormatException("unknown constraint operator: " + operator);
        };
    }

    private static JsonArray array(JsonValue values, String operator) {
        if (values instanceof JsonArray array) {
            return array;
        }
        throw new FormatException(operator + " value must be an array");
    }

    private static List<Constraint> operands(JsonValue values, String operator) {
        List<Constraint> operands = new ArrayList<>();
        array(values, operator + " operator").forEach(operand -> operands.add(read(operand)));
        return operands;
    }

    private static Constraint properties(JsonValue values) {
        List<String> names = new ArrayList<>();
        for (JsonValue value : array(values, "properties")) {
            if (!(value instanceof JsonValue.Text(String name))) {
                throw new FormatException("non-string property specified");
            }
            for (int i = 0; i < name.length(); i++) {
                if (INVALID.indexOf(name.charAt(i)) >= 0) {
                    throw new FormatException(
                            "invalid character '%c' in property \"%s\""
                                    .formatted(name.charAt(i), name));
                }
            }
            names.add(name);
        }
        return new Constraint.Properties(names);
    }

    private static Constraint hosts(JsonArray lists) {
        Hostlist hosts = Hostlist.EMPTY;
        for (JsonValue list : lists) {
            try {
                hosts = hosts.append(Hostlist.parse(text(list)));
            } catch (FormatException _) {
                throw invalid("hostlist", list, lists);
            }
        }
        return new Constraint.Hosts(hosts);
    }

    private static Constraint ranks(JsonArray sets) {
        Idset ranks = Idset.EMPTY;
        for (JsonValue set : sets) {
            try {
                ranks = ranks.union(Idset.parse(text(set)));
            } catch (FormatException _) {
                throw invalid("idset", set, sets);
            }
        }
        return new Constraint.Ranks(ranks);
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw new FormatException("no string");
    }

    private static FormatException invalid(String kind, JsonValue value, JsonArray of) {
        String text = value instanceof JsonValue.Text(String inner) ? inner : value.toString();
        return new FormatException("invalid %s '%s' in %s".formatted(kind, text, of));
    }
}
