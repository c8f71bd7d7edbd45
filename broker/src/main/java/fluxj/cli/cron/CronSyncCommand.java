package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.services.cron.CronProtocol;
import fluxj.services.cron.CronProtocol.Sync;
import fluxj.services.cron.CronProtocol.Synced;
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
        Sync wanted =
                new Sync(
                        disable ? Optional.empty() : topic,
                        disable ? Optional.of(true) : Optional.empty(),
                        epsilon.map(CronTimes::seconds));
        try (FluxClient client = console().connect()) {
            console()
                    .out()
                    .println(line(client.call(CronProtocol.SYNC, Message.NODEID_ANY, wanted)));
        }
    }

    /// How tasks are synchronised.
    static String line(Synced synced) {
        return synced.disabled().orElse(false)
                ? "sync: sync disabled."
                : String.format(
                        Locale.ROOT,
                        "sync: sync to event \"%s\" epsilon=%.3fs.",
                        synced.event().orElse(""),
                        synced.epsilon().orElse(0.0));
    }
}
