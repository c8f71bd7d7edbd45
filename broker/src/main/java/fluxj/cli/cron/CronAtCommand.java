package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.format.IoReason;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(
        name = "at",
        description = "Schedule a cron job at a given date and time",
        customSynopsis = "fluxj cron at [OPTIONS] TIME COMMAND",
        sortOptions = false)
final class CronAtCommand extends CronCreateCommand {
    private static final int FIRST_YEAR = 1900;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", hidden = true)
    private List<String> words = new ArrayList<>();

    CronAtCommand(Console console) {
        super(console);
    }

    @Override
    String label() {
        return "at";
    }

    @Override
    protected void run() {
        if (words.size() < 2) {
            throw new CommandFailure("TIME and COMMAND args are required");
        }
        LocalDateTime at = LocalDateTime.ofInstant(date(words.getFirst()), ZoneId.systemDefault());
        JsonObject args =
                JsonObject.builder()
                        .put("second", at.getSecond())
                        .put("minute", at.getMinute())
                        .put("hour", at.getHour())
                        .put("mday", at.getDayOfMonth())
                        .put("month", at.getMonthValue() - 1)
                        .put("year", at.getYear() - FIRST_YEAR)
                        .build();
        String command = String.join(" ", words.subList(1, words.size()));
        try (FluxClient client = console().connect()) {
            sayScheduled(
                    create(
                            client,
                            new When("datetime", args),
                            command,
                            firstWord(command),
                            Optional.of(1)));
        }
    }

    /// Asks date(1), which knows all the ways in which people write a time.
    private static Instant date(String text) {
        try {
            Process date =
                    new ProcessBuilder("date", "+%s", "--date=" + text)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            date.getOutputStream().close();
            String answer =
                    new String(date.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Instant.ofEpochSecond(Long.parseLong(answer.strip()));
        } catch (IOException e) {
            throw new CommandFailure("cannot run date: " + IoReason.of(e));
        } catch (NumberFormatException e) {
            throw new CommandFailure("Failed to parse datetime arg");
        }
    }
}
