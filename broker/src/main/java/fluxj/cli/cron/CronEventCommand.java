package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

@Command(
        name = "event",
        description = "run COMMAND on every event matching TOPIC",
        customSynopsis = "fluxj cron event [OPTIONS] TOPIC COMMAND",
        sortOptions = false)
final class CronEventCommand extends CronRepeatCommand {
    @Option(
            names = {"-n", "--nth"},
            paramLabel = "N",
            description = "Run command every Nth matching event")
    private Optional<Integer> nth = Optional.empty();

    @Option(
            names = {"-a", "--after"},
            paramLabel = "N",
            description = "Run command the first time only after N events")
    private Optional<Integer> after = Optional.empty();

    @Option(
            names = {"-i", "--min-interval"},
            paramLabel = "T",
            description = "Set minimum interval at which two cron jobs will execute")
    private Optional<String> minInterval = Optional.empty();

    CronEventCommand(Console console) {
        super(console);
    }

    @Override
    String label() {
        return "event";
    }

    @Override
    String tooFew() {
        return "TOPIC and COMMAND args are required";
    }

    @Override
    JsonObject arguments(String when) {
        JsonObject.Builder args = JsonObject.builder().put("topic", when);
        nth.ifPresent(number -> args.put("nth", number));
        after.ifPresent(number -> args.put("after", number));
        minInterval.ifPresent(text -> args.put("min_interval", CronTimes.seconds(text)));
        return args.build();
    }
}
