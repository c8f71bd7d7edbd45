package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
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

    /// Makes an entry and gives it as the service does.
    ///
    /// @param more members of the request besides those every one has
    final JsonObject create(
            FluxClient client, String type, JsonObject args, String command, JsonObject more) {
        JsonObject.Builder request =
                JsonObject.builder()
                        .put("type", type)
                        .put("args", args)
                        .put("command", command)
                        .put("name", firstWord(command));
        directory.ifPresent(path -> request.put("cwd", path));
        if (preserveEnvironment) {
            JsonObject.Builder environ = JsonObject.builder();
            textEnvironment().forEach(environ::put);
            request.put("environ", environ.build());
        }
        more.members().forEach(request::put);
        if (options.isPresent()) {
            for (String option : options.get().split(",", -1)) {
                addOption(request, option);
            }
        }
        return client.call("cron.create", Message.NODEID_ANY, request.build());
    }

    private static String firstWord(String command) {
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
    final String created(JsonObject entry) {
        return label() + ": cron-" + entry.whole("id").orElse(0L) + " created";
    }

    /// What answers begin with.
    abstract String label();

    /// Tells of an entry of type `datetime` and when it runs next.
    final void sayScheduled(JsonObject entry) {
        double next =
                CronTimes.real(entry.object("typedata").orElse(JsonObject.EMPTY), "next_wakeup");
        if (next >= NEVER) {
            throw new CommandFailure(
                    "cron-" + entry.whole("id").orElse(0L) + " will not run: no such time to come");
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
