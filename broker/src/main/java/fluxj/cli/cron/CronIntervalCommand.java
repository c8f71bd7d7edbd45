package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

@Command(
        name = "interval",
        description = "run COMMAND once every INTERVAL",
        customSynopsis = "fluxj cron interval [OPTIONS] INTERVAL COMMAND",
        sortOptions = false)
final class CronIntervalCommand extends CronRepeatCommand {
    @Option(
            names = {"-a", "--after"},
            paramLabel = "INTERVAL",
            description = "Set INTERVAL for initial timer")
    private Optional<String> after = Optional.empty();

    CronIntervalCommand(Console console) {
        super(console);
    }

    @Override
    String label() {
        return "interval";
    }

    @Override
    String tooFew() {
        return "INTERVAL and COMMAND required";
    }

    @Override
    JsonObject arguments(String when) {
        JsonObject.Builder args = JsonObject.builder().put("interval", CronTimes.seconds(when));
        after.ifPresent(text -> args.put("after", CronTimes.seconds(text)));
        return args.build();
    }
}
