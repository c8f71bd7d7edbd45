package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Program;
import fluxj.errors.FluxException;
import fluxj.platform.os.ProcessImage;

import java.util.ArrayList;
import java.util.List;

/// `fluxj broker`: becomes the broker. The launcher does so without this when it is the first word.
final class BrokerProgram implements Program {
    @Override
    public int run(List<String> arguments, Console console) {
        String program = console.home() + "/bin/flux-broker";
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(arguments);
        console.out().flush();
        try {
            ProcessImage.replace(program, words, console.environment());
        } catch (FluxException e) {
            throw new CommandFailure(program + ": " + e.errno().text());
        }
        return 1;
    }
}
