package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Locale;
import java.util.Optional;

@Command(
        name = "sync",
        description = "Query and modify sync-on-event behavior for flux-cron",
        sortOptions = false)
final class CronSyncCommand extends FluxCommand {
    @Option(
            names = {"-d", "--disable"},
            description = "Disable cron sync-event")
    private boolean disable;

    @Option(
            names = {"-e", "--epsilon"},
            paramLabel = "TIME",
            description =
                    "Set amount of time after a sync-event that jobs are still allowed to be run.")
    private Optional<String> epsilon = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "TOPIC")
    private Optional<String> topic = Optional.empty();

    CronSyncCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JsonObject.Builder request = JsonObject.builder();
        if (disable) {
            request.put("disable", true);
        } else {
            topic.ifPresent(name -> request.put("topic", name));
        }
        epsilon.ifPresent(text -> request.put("sync_epsilon", CronTimes.seconds(text)));
        try (FluxClient client = console().connect()) {
            JsonObject answer = client.call("cron.sync", Message.NODEID_ANY, request.build());
            console().out().println(line(answer));
        }
    }

    /// How tasks are synchronised.
    static String line(JsonObject answer) {
        return answer.bool("sync_disabled").orElse(false)
                ? "sync: sync disabled."
                : String.format(
                        Locale.ROOT,
                        "sync: sync to event \"%s\" epsilon=%.3fs.",
                        answer.text("sync_event").orElse(""),
                        CronTimes.real(answer, "sync_epsilon"));
    }
}
