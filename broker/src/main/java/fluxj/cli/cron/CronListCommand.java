package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.rpc.Empty;
import fluxj.services.cron.CronProtocol;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.services.cron.CronProtocol.Task;
import fluxj.wire.Message;

import picocli.CommandLine.Command;

import java.util.List;
import java.util.Locale;

@Command(
        name = "list",
        description = "List registered and stopped flux-cron jobs",
        sortOptions = false)
final class CronListCommand extends FluxCommand {
    private static final int COMMAND_NOT_FOUND = 127;

    CronListCommand(Console console) {
        super(console);
    }

    /// The entries of the service.
    static List<EntryView> entries(FluxClient client) {
        return client.call(CronProtocol.LIST, Message.NODEID_ANY, Empty.EMPTY).entries();
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            row("ID", "CMD/NAME", "STATE", "#RUNS", "LASTRUN", "STATUS");
            for (EntryView entry : entries(client)) {
                print(entry, CronTimes.now());
            }
        }
    }

    private void row(String... cells) {
        console()
                .out()
                .println(
                        String.format(
                                Locale.ROOT, "%6s %-15s %-8s %9s %18s  %-18s", (Object[]) cells));
    }

    /// Prints one line.
    void print(EntryView entry, double now) {
        List<Task> tasks = entry.tasks();
        int repeat = entry.repeat();
        long count = entry.stats().count();
        row(
                Long.toString(entry.id()),
                entry.name(),
                entry.stopped() ? "Stopped" : "Active",
                repeat > 0 ? count + "/" + repeat : Long.toString(count),
                lastRun(tasks, now),
                tasks.isEmpty() ? "None" : status(tasks.getFirst()));
    }

    /// A task that waits has not begun; then the one before it counts.
    private static String lastRun(List<Task> tasks, double now) {
        for (Task task : tasks.subList(0, Math.min(2, tasks.size()))) {
            if (task.startTime().isPresent()) {
                return CronTimes.ago(task.startTime().get(), now);
            }
        }
        return "None";
    }

    private static String status(Task task) {
        int code = task.code().orElse(0);
        return switch (task.state()) {
            case "Failed" -> code == COMMAND_NOT_FOUND ? "Exec-Error" : "Failed:rc=" + code;
            case "Exited" -> "Success";
            default -> task.state();
        };
    }
}
