package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.services.cron.CronProtocol.EntryView;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command that runs another one again and again: `WHEN COMMAND…`.
abstract class CronRepeatCommand extends CronCreateCommand {
    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Repeat COMMAND at most N times")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = {"-N", "--name"},
            paramLabel = "S",
            description = "Name cron job string S instead of default")
    private Optional<String> name = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "COMMAND", hidden = true)
    private List<String> words = new ArrayList<>();

    CronRepeatCommand(Console console) {
        super(console);
    }

    /// The arguments of the entry's type.
    abstract JsonObject arguments(String when);

    /// What is said when there are not enough words.
    abstract String tooFew();

    @Override
    protected final void run() {
        if (words.size() < 2) {
            throw new CommandFailure(tooFew());
        }
        When when = new When(label(), arguments(words.getFirst()));
        String command = String.join(" ", words.subList(1, words.size()));
        try (FluxClient client = console().connect()) {
            EntryView entry = create(client, when, command, name.orElse(firstWord(command)), count);
            console().out().println(created(entry));
        }
    }
}
