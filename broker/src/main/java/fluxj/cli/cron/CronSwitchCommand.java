package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/// Stops entries, or starts them again.
@Command(sortOptions = false)
final class CronSwitchCommand extends FluxCommand {
    private final String topic;
    private final String done;

    @Parameters(arity = "1..*", paramLabel = "IDs")
    private List<Long> ids = new ArrayList<>();

    private CronSwitchCommand(Console console, String topic, String done) {
        super(console);
        this.topic = topic;
        this.done = done;
    }

    static CommandLine stop(Console console) {
        return of(
                new CronSwitchCommand(console, "cron.stop", "Stopped"),
                "stop",
                "Stop a flux cron job from executing");
    }

    static CommandLine start(Console console) {
        return of(
                new CronSwitchCommand(console, "cron.start", "Started"),
                "start",
                "Start a stopped flux cron job");
    }

    private static CommandLine of(CronSwitchCommand command, String name, String description) {
        CommandLine line = new CommandLine(command).setCommandName(name);
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            for (long id : ids) {
                client.call(topic, Message.NODEID_ANY, JsonObject.of("id", id));
                console().out().println(done + " cron-" + id);
            }
        }
    }
}
