package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.cron.CronProtocol;
import fluxj.services.cron.CronProtocol.Create;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.wire.Message;

import picocli.CommandLine.Option;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// A command that makes cron entries.
abstract class CronCreateCommand extends FluxCommand {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    /// A next time from here on is none.
    private static final double NEVER = 1e18;

    @Option(
            names = {"-o", "--options"},
            paramLabel = "OPTS",
            description = "Comma separated list of key=value options to set in request")
    private Optional<String> options = Optional.empty();

    @Option(
            names = {"-E", "--preserve-env"},
            description = "Use current environment for cron command")
    private boolean preserveEnvironment;

    @Option(
            names = {"-d", "--working-dir"},
            paramLabel = "DIR",
            description = "Set working directory for cron command")
    private Optional<String> directory = Optional.empty();

    CronCreateCommand(Console console) {
        super(console);
    }

    /// Makes an entry, named after its command, and gives it as the service does.
    final EntryView create(FluxClient client, When when, String command) {
        return create(client, when, command, firstWord(command), Optional.empty());
    }

    /// Makes an entry and gives it as the service does.
    ///
    /// @param repeat how often to run the command; absent is without end
    final EntryView create(
            FluxClient client, When when, String command, String name, Optional<Integer> repeat) {
        return client.call(
                CronProtocol.CREATE,
                Message.NODEID_ANY,
                new Create(
                        when.type(),
                        when.args(),
                        command,
                        name,
                        directory,
                        preserveEnvironment ? Optional.of(textEnvironment()) : Optional.empty(),
                        repeat,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        options()));
    }

    private JsonObject options() {
        JsonObject.Builder members = JsonObject.builder();
        if (options.isPresent()) {
            for (String option : options.get().split(",", -1)) {
                addOption(members, option);
            }
        }
        return members.build();
    }

    /// When to run a command.
    ///
    /// @param type of the entry
    /// @param args the members that this type has
    record When(String type, JsonObject args) {}

    /// What an entry is called unless it is named.
    static String firstWord(String command) {
        String[] words = command.strip().split("\\s+", 2);
        return words[0];
    }

    private static void addOption(JsonObject.Builder request, String option) {
        int equals = option.indexOf('=');
        String value = option.substring(equals + 1);
        try {
            double number = Double.parseDouble(value);
            String key = option.substring(0, Math.max(equals, 0));
            if (key.isEmpty()) {
                throw new CommandFailure("Invalid option '" + option + "'");
            }
            request.put(
                    key,
                    number == Math.rint(number) && Math.abs(number) < 1e15
                            ? JsonValue.of((long) number)
                            : JsonValue.of(number));
        } catch (NumberFormatException e) {
            throw new CommandFailure("Invalid option '" + option + "'");
        }
    }

    /// The first line of an answer: `interval: cron-1 created`.
    final String created(EntryView entry) {
        return label() + ": cron-" + entry.id() + " created";
    }

    /// What answers begin with.
    abstract String label();

    /// Tells of an entry of type `datetime` and when it runs next.
    final void sayScheduled(EntryView entry) {
        double next = CronTimes.real(entry.typedata(), "next_wakeup");
        if (next >= NEVER) {
            throw new CommandFailure("cron-" + entry.id() + " will not run: no such time to come");
        }
        Instant at = Instant.ofEpochSecond((long) next);
        console()
                .out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "%s: scheduled in %.3fs at %s",
                                created(entry),
                                next - CronTimes.now(),
                                DATE.format(at.atZone(ZoneId.systemDefault()))));
    }
}
