package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.services.cron.CronProtocol;
import fluxj.services.cron.CronProtocol.Delete;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.services.cron.CronProtocol.Task;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "delete", description = "Delete flux cron entries", sortOptions = false)
final class CronDeleteCommand extends FluxCommand {
    @Option(
            names = {"-k", "--kill"},
            description = "Also kill any currently running task associated with this entry")
    private boolean kill;

    @Parameters(arity = "1..*", paramLabel = "IDs")
    private List<Long> ids = new ArrayList<>();

    CronDeleteCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            for (long id : ids) {
                EntryView entry =
                        client.call(
                                CronProtocol.DELETE,
                                Message.NODEID_ANY,
                                new Delete(id, Optional.of(kill)));
                console().out().println(removed(entry, CronTimes.now()));
            }
        }
    }

    /// What became of an entry and its last task.
    static String removed(EntryView entry, double now) {
        String line = "Removed cron-" + entry.id() + ": " + entry.name();
        if (entry.tasks().isEmpty()) {
            return line;
        }
        Task task = entry.tasks().getFirst();
        double start = task.startTime().orElse(0.0);
        if (task.endTime().isPresent()) {
            double end = task.endTime().get();
            return line
                    + " last ran "
                    + CronTimes.ago(end, now)
                    + " for "
                    + CronTimes.duration(end - start);
        }
        return task.startTime().isPresent()
                ? line + " still running. Started " + CronTimes.ago(start, now)
                : line + " still waiting to run";
    }
}
