package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether a job's constraints are such (RFC 31), and name hosts that there are.
public final class ConstraintValidator {
    private static final String FORBIDDEN = "&'\"`|()";
    private static final int MAX_DEPTH = 100;

    private final Optional<Set<String>> hosts;

    /// @param hosts the hosts of the instance; without them any host will do
    public ConstraintValidator(Optional<Hostlist> hosts) {
        this.hosts = hosts.map(all -> new HashSet<>(all.toList()));
    }

    /// Looks at constraints.
    ///
    /// @throws FormatException naming the first thing that is wrong
    public void validate(JsonValue constraints) {
        validate(constraints, 0);
    }

    private void validate(JsonValue value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException("constraints are nested deeper than " + MAX_DEPTH);
        }
        JsonObject constraints = JobspecChecks.object(value, "constraints must be a mapping");
        constraints
                .members()
                .forEach(
                        (operator, operands) -> {
                            if (!(operands instanceof JsonArray array)) {
                                throw new FormatException(
                                        "argument to constraint "
                                                + operator
                                                + " must be a sequence");
                            }
                            operation(operator, array, depth);
                        });
    }

    private void operation(String operator, JsonArray operands, int depth) {
        switch (operator) {
            case "and", "or", "not" -> operands.forEach(each -> validate(each, depth + 1));
            case "properties" -> texts(operator, operands).forEach(ConstraintValidator::property);
            case "hostlist" -> texts(operator, operands).forEach(this::host);
            case "ranks" -> texts(operator, operands).forEach(Idset::parse);
            default -> throw new FormatException("unknown constraint operator '" + operator + "'");
        }
    }

    private static List<String> texts(String operator, JsonArray operands) {
        List<String> texts = new ArrayList<>();
        for (JsonValue each : operands) {
            if (!(each instanceof JsonValue.Text(String text))) {
                throw new FormatException(
                        "argument to constraint " + operator + " must be strings");
            }
            texts.add(text);
        }
        return texts;
    }

    private static void property(String name) {
        if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw new FormatException("invalid character in property '" + name + "'");
        }
    }

    private void host(String text) {
        Hostlist wanted = Hostlist.parse(text);
        hosts.ifPresent(
                known -> {
                    Hostlist missing = wanted.filter(name -> !known.contains(name));
                    if (!missing.isEmpty()) {
                        throw new FormatException(
                                "host constraint contains invalid hosts: host"
                                        + (missing.size() > 1 ? "s" : "")
                                        + " '"
                                        + missing
                                        + "' not found");
                    }
                });
    }
}
