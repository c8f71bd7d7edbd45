package fluxj.coral2.dws.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// Something that goes wrong on purpose, as one line says it: a word and what it is about, such as
/// `unmount host=node[3-4] workflow=fluxjob-123`. What is not said fits all. The value of `message`
/// goes on to the end of the line.
///
/// @param what what goes wrong
/// @param about what it is about, by name, in order
record Fault(What what, Map<String, String> about) {
    /// What can go wrong.
    enum What {
        HOLD("state workflow", "a state is not finished"),
        DELAY("seconds state workflow jitter", "a state takes so long"),
        ERROR("state workflow directive message", "a state fails for good"),
        TRANSIENT("state workflow directive message", "a state fails for now"),
        MOUNT("host workflow", "hosts never mount"),
        UNMOUNT("host workflow", "hosts never unmount"),
        ALLOCATION("rabbit workflow", "allocations on rabbits are never made"),
        DEALLOCATION("rabbit workflow", "allocations on rabbits never clear"),
        MOVEMENT("workflow outcome message", "data movement hangs, or ends so"),
        OFFLINE("host", "hosts lose their link to their rabbit"),
        RABBIT("rabbit status", "rabbits are Failed, or what status says"),
        WEBHOOK("message", "new workflows are refused"),
        API_SLOW("seconds request times", "the API answers late"),
        API_STATUS("code request times message", "the API answers 500 or so"),
        API_SILENT("request times", "the API does not answer"),
        API_CUT("request times", "the API ends connections"),
        API_GONE("", "the API forgets: watches are told 410");

        private final String words;
        private final String meaning;

        /// @param words what it may be told
        What(String words, String meaning) {
            this.words = words;
            this.meaning = meaning;
        }

        /// What it may be told.
        List<String> words() {
            return List.of(words.split(" ", -1));
        }

        /// How a line calls it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// A line for those who do not know it.
        String help() {
            String told =
                    words().stream()
                            .filter(word -> !word.isEmpty())
                            .map(word -> " [" + word + "=]")
                            .collect(Collectors.joining());
            return "  " + word() + told + ": " + meaning;
        }
    }

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final List<String> NUMBERS =
            List.of("seconds", "jitter", "directive", "code", "times");
    private static final List<String> HOSTS = List.of("host", "rabbit");

    /// @throws FluxException EINVAL naming what is wrong
    static Fault parse(String line) {
        String text = line.strip();
        int message = text.indexOf(" message=");
        String head = message < 0 ? text : text.substring(0, message);
        List<String> words = List.of(head.split("\\s+"));
        What what = what(words.getFirst());
        Map<String, String> about = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            check(what, name, value);
            about.put(name, value);
        }
        if (message >= 0) {
            check(what, "message", "x");
            about.put("message", text.substring(message + " message=".length()).strip());
        }
        if (what == What.DELAY && !about.containsKey("seconds")) {
            throw invalid("delay: says no seconds");
        }
        if (what == What.API_SLOW && !about.containsKey("seconds")) {
            throw invalid("api-slow: says no seconds");
        }
        return new Fault(what, about);
    }

    private static What what(String word) {
        for (What what : What.values()) {
            if (what.word().equals(word)) {
                return what;
            }
        }
        throw invalid("unknown fault '" + word + "'");
    }

    private static void check(What what, String name, String value) {
        if (!what.words().contains(name)) {
            throw invalid(what.word() + ": unknown word '" + name + "'");
        }
        if (value.isEmpty()) {
            throw invalid(what.word() + ": " + name + " has no value");
        }
        if (NUMBERS.contains(name) && !NUMBER.matcher(value).matches()) {
            throw invalid(what.word() + ": " + name + " is no number: " + value);
        }
        try {
            if (HOSTS.contains(name)) {
                Hostlist.parse(value);
            } else if (name.equals("request")) {
                Pattern.compile(value);
            }
        } catch (FormatException e) {
            throw invalid(what.word() + ": " + name + " is no hostlist: " + value);
        } catch (PatternSyntaxException e) {
            throw invalid(what.word() + ": " + name + " is no pattern: " + e.getDescription());
        }
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, why);
    }

    String word(String name, String otherwise) {
        return about.getOrDefault(name, otherwise);
    }

    double number(String name, double otherwise) {
        String text = about.get(name);
        return text == null ? otherwise : Double.parseDouble(text);
    }

    /// True when it is about a workflow in a state.
    boolean fits(String workflow, String state) {
        return word("workflow", workflow).equals(workflow) && word("state", state).equals(state);
    }

    /// True when it is about a host or a rabbit.
    boolean hits(String kind, String name) {
        String text = about.get(kind);
        return text == null || Hostlist.parse(text).contains(name);
    }

    /// The line that says it.
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(what.word());
        about.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }
}
