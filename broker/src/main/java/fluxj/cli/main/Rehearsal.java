package fluxj.cli.main;

import fluxj.cli.Console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs several commands in one JVM, for the recording of the command line's AOT cache: words up to
/// `--` are a command, then comes the next. Ends with the exit code of the first that failed.
final class Rehearsal {
    private Rehearsal() {}

    /// Runs the commands.
    public static void main(String[] words) {
        Console console = Console.ofProcess();
        int worst = 0;
        List<String> command = new ArrayList<>();
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.add("--");
        for (String word : all) {
            if (!word.equals("--")) {
                command.add(word);
                continue;
            }
            int exitCode = Main.run(List.copyOf(command), console);
            worst = worst == 0 ? exitCode : worst;
            command.clear();
        }
        System.exit(worst);
    }
}
