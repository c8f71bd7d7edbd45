package fluxj.broker;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.SystemText;
import fluxj.service.Log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The command line of `flux-broker` (spec 5.1).
///
/// @param verbose how talkative
/// @param attributes `--setattr` in order, as `NAME=VALUE` or `NAME`
/// @param configPath `--config-path`
/// @param config `--conf` in order
/// @param command the words after the options
public record BrokerOptions(
        int verbose,
        List<String> attributes,
        Optional<String> configPath,
        List<String> config,
        List<String> command) {

    /// What `--help` prints.
    public static final String USAGE =
            """
            Usage: flux-broker [OPTIONS] [initial-program [ARGS...]]
              -v, --verbose[=LEVEL]      Be annoyingly informative by degrees
              -S, --setattr=ATTR=VAL     Set broker attribute
              -c, --config-path=PATH     Set broker config from PATH (default: none)
                  --conf=VALUE           Update broker config from VALUE
              -h, --help                 Display this message.
            """;

    /// A log for what is told only to those who asked twice.
    Log detail(Log log) {
        return verbose > 1 ? log : (_, _) -> {};
    }

    /// Reads the words. Options end at the first word that is none.
    ///
    /// @return empty when help is asked for
    /// @throws FluxException EINVAL with the line that belongs on standard error
    public static Optional<BrokerOptions> parse(List<String> words) {
        return new Parser(words).parse();
    }

    private static final class Parser {
        private static final List<String> LONG = List.of("setattr", "config-path", "conf");

        private final List<String> words;
        private final List<String> attributes = new ArrayList<>();
        private final List<String> config = new ArrayList<>();
        private Optional<String> configPath = Optional.empty();
        private int verbose;
        private int at;

        Parser(List<String> words) {
            this.words = words;
        }

        Optional<BrokerOptions> parse() {
            while (at < words.size()) {
                String word = words.get(at);
                if (word.equals("--")) {
                    at++;
                    break;
                }
                if (word.length() < 2 || word.charAt(0) != '-') {
                    break;
                }
                at++;
                if (word.equals("-h") || word.equals("--help")) {
                    return Optional.empty();
                }
                if (word.startsWith("--")) {
                    parseLong(word.substring(2));
                } else {
                    parseShort(word.substring(1));
                }
            }
            return Optional.of(
                    new BrokerOptions(
                            verbose,
                            List.copyOf(attributes),
                            configPath,
                            List.copyOf(config),
                            List.copyOf(words.subList(at, words.size()))));
        }

        private void parseLong(String option) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            Optional<String> value =
                    equals < 0 ? Optional.empty() : Optional.of(option.substring(equals + 1));
            if (name.equals("verbose")) {
                verbose = value.map(Parser::number).orElse(verbose + 1);
            } else if (LONG.contains(name)) {
                set(name, value.orElseGet(() -> next("option '--" + name + "'")));
            } else {
                throw refused("unrecognized option '--" + option + "'");
            }
        }

        private void parseShort(String letters) {
            switch (letters.charAt(0)) {
                case 'v' -> {
                    String level = letters.substring(1);
                    if (level.replace("v", "").isEmpty()) {
                        verbose += letters.length();
                    } else {
                        verbose = number(level);
                    }
                }
                case 'S' -> set("setattr", attached(letters));
                case 'c' -> set("config-path", attached(letters));
                default -> throw refused("unrecognized option '-" + letters + "'");
            }
        }

        private String attached(String letters) {
            return letters.length() > 1
                    ? letters.substring(1)
                    : next("option '-" + letters.charAt(0) + "'");
        }

        private String next(String what) {
            if (at == words.size()) {
                throw refused(what + " requires an argument");
            }
            return words.get(at++);
        }

        private void set(String name, String value) {
            if (!SystemText.isText(value)) {
                throw refused(
                        "option '--"
                                + name
                                + "': '"
                                + SystemText.shown(value)
                                + "' is not UTF-8 text");
            }
            switch (name) {
                case "setattr" -> attributes.add(value);
                case "config-path" -> configPath = Optional.of(value);
                default -> config.add(value);
            }
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException _) {
                throw refused("Option \"verbose\" invalid integer '" + text + "'");
            }
        }

        private static FluxException refused(String what) {
            return new FluxException(
                    Errno.EINVAL,
                    "flux-broker: " + what + "\nTry `flux-broker --help' for more information.");
        }
    }
}
