package fluxj.services.joblist;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads constraints (RFC 43): objects of one operator and an array of its values.
final class ListConstraints {
    private static final int MANY = 1024;
    private static final int ALL_RESULTS = 15;

    private final int maxHosts;

    /// @param size how many brokers the instance has
    ListConstraints(int size) {
        maxHosts = Math.max(size, MANY);
    }

    /// The constraint of an object.
    ///
    /// @throws FormatException in Flux's words
    JobConstraint read(JsonValue json) {
        if (!(json instanceof JsonObject object)) {
            throw new FormatException("constraint must be JSON object");
        }
        if (object.keys().size() > 1) {
            throw new FormatException("constraint must only contain 1 element");
        }
        if (object.keys().isEmpty()) {
            return new JobConstraint.Any();
        }
        String operator = object.keys().iterator().next();
        JsonArray values =
                object.array(operator)
                        .orElseThrow(
                                () ->
                                        new FormatException(
                                                "operator " + operator + " values not an array"));
        return switch (operator) {
            case "userid" -> new OfJobConstraint.Users(userids(values));
            case "name" -> new OfJobConstraint.Texts(texts("name", values), job -> job.name);
            case "queue" -> new OfJobConstraint.Texts(texts("queue", values), job -> job.queue);
            case "states" -> new JobConstraint.InStates(states(values));
            case "results" -> new JobConstraint.WithResults(results(values));
            case "hostlist" -> new OfJobConstraint.Hosts(hosts(values));
            case "ranks" -> new OfJobConstraint.Ranks(ranks(values));
            case "and" -> new JobConstraint.All(parts(values));
            case "or" -> new JobConstraint.One(parts(values));
            case "not" -> new JobConstraint.Not(new JobConstraint.All(parts(values)));
            default -> time(operator, values);
        };
    }

    private List<JobConstraint> parts(JsonArray values) {
        List<JobConstraint> parts = new ArrayList<>();
        values.forEach(value -> parts.add(read(value)));
        return parts;
    }

    private static List<Integer> userids(JsonArray values) {
        List<Integer> userids = new ArrayList<>();
        for (JsonValue each : values) {
            if (!(each instanceof JsonValue.Whole(long userid))) {
                throw new FormatException("userid value must be an integer");
            }
            userids.add((int) userid);
        }
        return userids;
    }

    private static List<String> texts(String operator, JsonArray values) {
        List<String> texts = new ArrayList<>();
        for (JsonValue each : values) {
            if (!(each instanceof JsonValue.Text(String text))) {
                throw new FormatException(operator + " value must be a string");
            }
            texts.add(text);
        }
        return texts;
    }

    private interface Named {
        Optional<Integer> mask(String name);
    }

    private static int mask(String operator, JsonArray values, int valid, Named named) {
        int mask = 0;
        for (JsonValue each : values) {
            mask |=
                    switch (each) {
                        case JsonValue.Text(String name) ->
                                named.mask(name).orElseThrow(() -> invalid(operator, name));
                        case JsonValue.Whole(long bits) when ((int) bits & ~valid) == 0 ->
                                (int) bits;
                        case JsonValue.Whole(long bits) ->
                                throw invalid(
                                        operator,
                                        Integer.toHexString((int) bits).toUpperCase(Locale.ROOT)
                                                + "h");
                        case JsonValue _ ->
                                throw new FormatException(operator + " value invalid type");
                    };
        }
        return mask;
    }

    private static FormatException invalid(String operator, String value) {
        return new FormatException("invalid " + operator + " value '" + value + "' specified");
    }

    private static boolean isNamed(String word, String name, String letters) {
        return word.equals(name)
                || word.equals(letters)
                || word.equals(name.toLowerCase(Locale.ROOT))
                || word.equals(letters.toLowerCase(Locale.ROOT));
    }

    private static int states(JsonArray values) {
        int valid = JobState.NEW.bit() | JobState.ACTIVE | JobState.INACTIVE.bit();
        return mask("states", values, valid, ListConstraints::stateNamed);
    }

    private static Optional<Integer> stateNamed(String word) {
        for (JobState state : JobState.values()) {
            if (isNamed(word, state.name(), state.letter())) {
                return Optional.of(state.bit());
            }
        }
        if (isNamed(word, "PENDING", "PD")) {
            return Optional.of(JobState.PENDING);
        }
        if (isNamed(word, "RUNNING", "RU")) {
            return Optional.of(JobState.RUNNING);
        }
        return isNamed(word, "ACTIVE", "A") ? Optional.of(JobState.ACTIVE) : Optional.empty();
    }

    private static int results(JsonArray values) {
        return mask("results", values, ALL_RESULTS, ListConstraints::resultNamed);
    }

    private static Optional<Integer> resultNamed(String word) {
        for (JobResult result : JobResult.values()) {
            if (isNamed(word, result.name(), result.letters())) {
                return Optional.of(result.bit());
            }
        }
        return Optional.empty();
    }

    private Hostlist hosts(JsonArray values) {
        Hostlist.Builder hosts = Hostlist.builder();
        for (String text : texts("host", values)) {
            try {
                Hostlist some = Hostlist.parse(text);
                if (some.isEmpty()) {
                    throw new FormatException("no host");
                }
                hosts.addAll(some);
            } catch (FormatException e) {
                throw new FormatException("host value not in valid Hostlist format");
            }
        }
        Hostlist all = hosts.build();
        if (all.size() > maxHosts) {
            throw new FormatException("too many hosts specified");
        }
        return all;
    }

    private Idset ranks(JsonArray values) {
        Idset all = Idset.EMPTY;
        for (String text : texts("ranks", values)) {
            try {
                all = all.union(Idset.parse(text));
            } catch (FormatException e) {
                throw new FormatException("ranks value '" + text + "': " + e.getMessage());
            }
        }
        if (all.size() > maxHosts) {
            throw new FormatException("too many ranks specified");
        }
        return all;
    }

    private static JobConstraint time(String operator, JsonArray values) {
        TimeConstraint.Moment moment =
                TimeConstraint.Moment.named(operator)
                        .orElseThrow(
                                () ->
                                        new FormatException(
                                                "unknown constraint operator: " + operator));
        if (values.size() == 0) {
            throw new FormatException("timestamp value not specified");
        }
        if (!(values.items().getFirst() instanceof JsonValue.Text(String text))) {
            throw new FormatException(operator + " value must be a string");
        }
        return TimeConstraint.of(moment, text);
    }
}
