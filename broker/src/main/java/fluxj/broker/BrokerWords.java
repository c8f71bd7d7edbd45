package fluxj.broker;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.SystemText;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `flux-broker`'s words as getopt_long(3) does: letters in clusters, long options by their
/// first letters, values attached or in the next word. Options end at the first word that is none.
public final class BrokerWords {
    private static final String NAME = "flux-broker: ";

    private final List<String> words;
    private final List<String> attributes = new ArrayList<>();
    private final List<String> config = new ArrayList<>();
    private Optional<String> configPath = Optional.empty();
    private int verbose;
    private int at;

    private enum Option {
        HELP("help", 'h', false),
        VERBOSE("verbose", 'v', false),
        SETATTR("setattr", 'S', true),
        CONFIG_PATH("config-path", 'c', true),
        CONF("conf", '\0', true);

        private final String word;
        private final char letter;
        private final boolean needsValue;

        Option(String word, char letter, boolean needsValue) {
            this.word = word;
            this.letter = letter;
            this.needsValue = needsValue;
        }

        /// The option of that name, or the only one that begins so.
        static Optional<Option> named(String name) {
            List<Option> found = new ArrayList<>();
            for (Option option : values()) {
                if (option.word.equals(name)) {
                    return Optional.of(option);
                }
                if (option.word.startsWith(name)) {
                    found.add(option);
                }
            }
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        }

        static Optional<Option> of(char letter) {
            for (Option option : values()) {
                if (letter != '\0' && option.letter == letter) {
                    return Optional.of(option);
                }
            }
            return Optional.empty();
        }
    }

    private BrokerWords(List<String> words) {
        this.words = words;
    }

    /// Reads the words.
    ///
    /// @return empty when help is asked for
    /// @throws FluxException EINVAL with the line that belongs on standard error
    public static Optional<BrokerOptions> parse(List<String> words) {
        return new BrokerWords(words).parse();
    }

    private Optional<BrokerOptions> parse() {
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
            if (word.startsWith("--") ? isLongHelp(word) : isHelpAmong(word)) {
                return Optional.empty();
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

    private boolean isLongHelp(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        Optional<String> value =
                equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
        Option option = Option.named(name).orElseThrow(() -> unrecognized(word));
        switch (option) {
            case HELP -> {
                if (value.isPresent()) {
                    throw unrecognized("-h");
                }
                return true;
            }
            case VERBOSE -> verbose = value.map(BrokerWords::level).orElse(verbose + 1);
            case SETATTR, CONFIG_PATH, CONF -> set(option, value.orElseGet(() -> next(word)));
        }
        return false;
    }

    private boolean isHelpAmong(String word) {
        for (int i = 1; i < word.length(); i++) {
            char letter = word.charAt(i);
            Option option = Option.of(letter).orElseThrow(() -> unrecognized("-" + letter));
            if (option == Option.HELP) {
                return true;
            }
            if (option.needsValue) {
                set(option, i + 1 < word.length() ? word.substring(i + 1) : next(word));
                break;
            }
            verbose++;
        }
        return false;
    }

    /// The word after an option that needs one.
    private String next(String option) {
        if (at == words.size()) {
            throw refused("'" + SystemText.shown(option) + "' missing argument");
        }
        return words.get(at++);
    }

    private void set(Option option, String value) {
        if (!SystemText.isText(value)) {
            throw refused(
                    "option '--"
                            + option.word
                            + "': '"
                            + SystemText.shown(value)
                            + "' is not UTF-8 text");
        }
        switch (option) {
            case SETATTR -> attributes.add(value);
            case CONFIG_PATH -> configPath = Optional.of(value);
            case CONF -> config.add(value);
            case HELP, VERBOSE -> throw new IllegalArgumentException(option.word);
        }
    }

    private static int level(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw refused("Option 'verbose' requires an integer argument");
        }
    }

    private static FluxException unrecognized(String what) {
        return refused(
                "unrecognized option '"
                        + SystemText.shown(what)
                        + "'\nTry `flux-broker --help' for more information.");
    }

    private static FluxException refused(String what) {
        return new FluxException(Errno.EINVAL, NAME + what);
    }
}
