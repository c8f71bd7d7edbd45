package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

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
                JsonObject request = JsonObject.builder().put("id", id).put("kill", kill).build();
                JsonObject entry = client.call("cron.delete", Message.NODEID_ANY, request);
                console().out().println(removed(entry, CronTimes.now()));
            }
        }
    }

    /// What became of an entry and its last task.
    static String removed(JsonObject entry, double now) {
        String line =
                "Removed cron-"
                        + entry.whole("id").orElse(0L)
                        + ": "
                        + entry.text("name").orElse("");
        List<JsonObject> tasks = CronListCommand.objects(entry, "tasks");
        if (tasks.isEmpty()) {
            return line;
        }
        JsonObject task = tasks.getFirst();
        double start = CronTimes.real(task, "start-time");
        if (task.get("end-time").isPresent()) {
            double end = CronTimes.real(task, "end-time");
            return line
                    + " last ran "
                    + CronTimes.ago(end, now)
                    + " for "
                    + CronTimes.duration(end - start);
        }
        return task.get("start-time").isPresent()
                ? line + " still running. Started " + CronTimes.ago(start, now)
                : line + " still waiting to run";
    }
}
