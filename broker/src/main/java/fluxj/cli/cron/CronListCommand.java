package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.wire.Message;

import picocli.CommandLine.Command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    static List<JsonObject> entries(FluxClient client) {
        JsonObject answer = client.call("cron.list", Message.NODEID_ANY, JsonObject.EMPTY);
        return objects(answer, "entries");
    }

    /// The objects in an array.
    static List<JsonObject> objects(JsonObject object, String key) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue value : object.array(key).orElse(JsonArray.EMPTY)) {
            if (value instanceof JsonObject item) {
                objects.add(item);
            }
        }
        return objects;
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            row("ID", "CMD/NAME", "STATE", "#RUNS", "LASTRUN", "STATUS");
            for (JsonObject entry : entries(client)) {
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
    void print(JsonObject entry, double now) {
        List<JsonObject> tasks = objects(entry, "tasks");
        long repeat = entry.whole("repeat").orElse(0L);
        long count = entry.object("stats").flatMap(stats -> stats.whole("count")).orElse(0L);
        row(
                Long.toString(entry.whole("id").orElse(0L)),
                entry.text("name").orElse(""),
                entry.bool("stopped").orElse(false) ? "Stopped" : "Active",
                repeat > 0 ? count + "/" + repeat : Long.toString(count),
                lastRun(tasks, now),
                tasks.isEmpty() ? "None" : status(tasks.getFirst()));
    }

    /// A task that waits has not begun; then the one before it counts.
    private static String lastRun(List<JsonObject> tasks, double now) {
        for (JsonObject task : tasks.subList(0, Math.min(2, tasks.size()))) {
            Optional<JsonValue> start = task.get("start-time");
            if (start.isPresent()) {
                return CronTimes.ago(CronTimes.real(task, "start-time"), now);
            }
        }
        return "None";
    }

    private static String status(JsonObject task) {
        String state = task.text("state").orElse("");
        long code = task.whole("code").orElse(0L);
        return switch (state) {
            case "Failed" -> code == COMMAND_NOT_FOUND ? "Exec-Error" : "Failed:rc=" + code;
            case "Exited" -> "Success";
            default -> state;
        };
    }
}
