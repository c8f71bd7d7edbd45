package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.format.IoReason;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

@Command(
        name = "tab",
        description = "Schedule cron jobs using crontab(5) format",
        sortOptions = false)
final class CronTabCommand extends CronCreateCommand {
    private static final List<String> UNITS = List.of("minute", "hour", "mday", "month", "weekday");

    @Parameters(arity = "0..1", paramLabel = "FILE")
    private String file = "-";

    CronTabCommand(Console console) {
        super(console);
    }

    @Override
    String label() {
        return "tab";
    }

    @Override
    protected void run() {
        String text = read();
        try (FluxClient client = console().connect()) {
            for (String line : text.lines().toList()) {
                int comment = line.indexOf('#');
                String job = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!job.isEmpty()) {
                    String[] words = job.split("\\s+", UNITS.size() + 1);
                    JsonObject args =
                            arguments(words)
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            "Failed to process crontab line: "
                                                                    + line));
                    sayScheduled(create(client, new When("datetime", args), words[UNITS.size()]));
                }
            }
        }
    }

    /// The date of a line: minute, hour, day of the month, month, day of the week, command.
    private static Optional<JsonObject> arguments(String[] words) {
        if (words.length <= UNITS.size()) {
            return Optional.empty();
        }
        JsonObject.Builder args = JsonObject.builder().put("second", 0);
        for (int i = 0; i < UNITS.size(); i++) {
            args.put(UNITS.get(i), words[i]);
        }
        return Optional.of(args.build());
    }

    private String read() {
        try {
            byte[] bytes =
                    file.equals("-")
                            ? console().in().readAllBytes()
                            : Files.readAllBytes(Path.of(file));
            return PicocliProgram.text(file, bytes);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + IoReason.of(e));
        }
    }
}
