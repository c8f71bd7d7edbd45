package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A label selector, such as `a/b=c,d in (e,f),!g`; blanks and line ends in it count for nothing
/// (spec coral2 5.3).
final class LabelSelector {
    private static final Pattern REQUIREMENT =
            Pattern.compile(
                    "\\s*(?:!\\s*(?<absent>[^\\s,=!()]+)"
                            + "|(?<key>[^\\s,=!()]+)(?:\\s*(?<op>==|=|!=)\\s*(?<value>[^\\s,=!()]*)"
                            + "|\\s+(?<set>in|notin)\\s*\\((?<values>[^()]*)\\))?)\\s*(?:,|$)");

    private record Requirement(String key, boolean wanted, Optional<List<String>> values) {
        boolean matches(JsonObject labels) {
            Optional<String> label = labels.text(key);
            if (values.isEmpty()) {
                return label.isPresent() == wanted;
            }
            boolean listed = label.isPresent() && values.get().contains(label.get());
            return listed == wanted;
        }
    }

    private final List<Requirement> requirements;

    private LabelSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        Matcher matcher = REQUIREMENT.matcher(text);
        int at = 0;
        while (at < text.length() && !text.substring(at).isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw ApiException.badRequest(
                        "unable to parse requirement: found '"
                                + text.substring(at).strip()
                                + "', expected: a label selector");
            }
            requirements.add(requirement(matcher));
            at = matcher.end();
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static Requirement requirement(Matcher matcher) {
        String absent = group(matcher, "absent");
        if (!absent.isEmpty()) {
            return new Requirement(absent, false, Optional.empty());
        }
        String key = group(matcher, "key");
        String operator = group(matcher, "op");
        if (!operator.isEmpty()) {
            return new Requirement(
                    key, !operator.equals("!="), Optional.of(List.of(group(matcher, "value"))));
        }
        String set = group(matcher, "set");
        if (set.isEmpty()) {
            return new Requirement(key, true, Optional.empty());
        }
        List<String> values = new ArrayList<>();
        for (String value : group(matcher, "values").split(",", -1)) {
            values.add(value.strip());
        }
        return new Requirement(key, set.equals("in"), Optional.of(List.copyOf(values)));
    }

    /// Empty when the group is not there.
    private static String group(Matcher matcher, String name) {
        String text = matcher.group(name);
        return text == null ? "" : text;
    }

    boolean matches(JsonObject labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// The one value that a label must have; empty when it may have others.
    Optional<String> only(String key) {
        for (Requirement requirement : requirements) {
            if (requirement.key().equals(key)
                    && requirement.wanted()
                    && requirement.values().isPresent()
                    && requirement.values().get().size() == 1) {
                return Optional.of(requirement.values().get().getFirst());
            }
        }
        return Optional.empty();
    }
}
