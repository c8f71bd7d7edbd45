package fluxj.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.List;

/// Long options by their first letters, as getopt_long(3) lets them be written. Picocli's own
/// abbreviations are others: they skip letters within a name, and an empty word is an error there.
public final class Abbreviations {
    private CommandLine command;
    private boolean options = true;
    private int values;

    private Abbreviations(CommandLine command) {
        this.command = command;
    }

    /// The arguments of the command, with each abbreviation that only one option begins with
    /// written in full. Other words stay, and so do abbreviations of options that help hides.
    public static List<String> spelledOut(CommandLine command, List<String> arguments) {
        Abbreviations reader = new Abbreviations(command);
        List<String> out = new ArrayList<>(arguments.size());
        for (String word : arguments) {
            out.add(reader.next(word));
        }
        return out;
    }

    private String next(String word) {
        if (values > 0) {
            values--;
            return word;
        }
        if (!options || word.equals("--")) {
            options = false;
            return word;
        }
        if (word.startsWith("--")) {
            return longOption(word);
        }
        if (word.startsWith("-") && word.length() > 1) {
            values = valuesAfter(word);
            return word;
        }
        CommandLine subcommand = command.getSubcommands().get(word);
        if (subcommand != null) {
            command = subcommand;
        } else {
            options = !command.isStopAtPositional();
        }
        return word;
    }

    private String longOption(String word) {
        int equals = word.indexOf('=');
        String start = equals < 0 ? word : word.substring(0, equals);
        String name = start.length() > 2 ? fullName(start) : start;
        OptionSpec option = command.getCommandSpec().findOption(name);
        if (option != null && equals < 0) {
            values = option.arity().min();
        }
        return name + word.substring(start.length());
    }

    private String fullName(String start) {
        if (command.getCommandSpec().findOption(start) != null) {
            return start;
        }
        List<String> found = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = option.longestName();
            if (!option.hidden() && name.startsWith(start)) {
                found.add(name);
            }
        }
        return found.size() == 1 ? found.getFirst() : start;
    }

    /// How many of the words after a cluster of letters are the value of its last.
    private int valuesAfter(String cluster) {
        for (int at = 1; at < cluster.length(); at++) {
            OptionSpec option = command.getCommandSpec().findOption("-" + cluster.charAt(at));
            if (option == null) {
                return 0;
            }
            if (option.arity().min() > 0) {
                return at == cluster.length() - 1 ? option.arity().min() : 0;
            }
        }
        return 0;
    }
}
