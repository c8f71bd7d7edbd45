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

/// Something that goes wrong on purpose, as one line says it: a word and what it is about, such as
/// `unmount host=node[3-4] workflow=fluxjob-123`. What is not said fits all. The value of `message`
/// goes on to the end of the line.
///
/// @param what what goes wrong
/// @param about what it is about, by name, in order
record Fault(What what, Map<String, String> about) {
    /// What can go wrong, and what each may be told.
    enum What {
        /// A state is not finished.
        HOLD("state workflow"),
        /// A state takes so long, give or take a random part.
        DELAY("seconds state workflow jitter"),
        /// A state fails for good.
        ERROR("state workflow directive message"),
        /// A state fails, and may come right.
        TRANSIENT("state workflow directive message"),
        /// A node never mounts.
        MOUNT("host workflow"),
        /// A node never unmounts.
        UNMOUNT("host workflow"),
        /// An allocation is never made.
        ALLOCATION("rabbit workflow"),
        /// An allocation never clears.
        DEALLOCATION("rabbit workflow"),
        /// A data movement hangs, or ends with `outcome=Failed` or the like.
        MOVEMENT("workflow outcome message"),
        /// A node loses its link to its rabbit.
        OFFLINE("host"),
        /// A rabbit is in another status, `Failed` if none is told.
        RABBIT("rabbit status"),
        /// The webhook refuses new workflows.
        WEBHOOK("message"),
        /// The API answers late.
        API_SLOW("seconds request times"),
        /// The API answers with an error, 500 if none is told.
        API_STATUS("code request times message"),
        /// The API does not answer.
        API_SILENT("request times"),
        /// The API ends connections.
        API_CUT("request times"),
        /// The API has forgotten what happened: watches are told 410.
        API_GONE("");

        private final List<String> words;

        What(String words) {
            this.words = List.of(words.split(" "));
        }

        /// How a line calls it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
        if (!what.words.contains(name)) {
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
