package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.services.cron.CronProtocol.EntryView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

@Command(name = "dump", description = "Dump values from a cron entry", sortOptions = false)
final class CronDumpCommand extends FluxCommand {
    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Print only KEY from the entry")
    private Optional<String> key = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "ID")
    private Optional<Long> id = Optional.empty();

    CronDumpCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long wanted = id.orElseThrow(() -> new CommandFailure("ID argument required"));
        try (FluxClient client = console().connect()) {
            for (EntryView entry : CronListCommand.entries(client)) {
                if (entry.id() == wanted) {
                    dump(RecordCodec.encode(entry));
                    return;
                }
            }
        }
        throw new CommandFailure("cron-" + wanted + ": No such cron entry found");
    }

    /// Prints the values of an entry, one a line.
    void dump(JsonObject entry) {
        entry.members()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case JsonArray tasks -> dumpTasks(tasks);
                                case JsonObject object -> dump(name, object);
                                case JsonValue.Scalar scalar -> print(name, scalar);
                            }
                        });
    }

    private void dumpTasks(JsonArray tasks) {
        int number = 1;
        for (JsonValue task : tasks) {
            if (task instanceof JsonObject object) {
                dump("task." + number, object);
            }
            number++;
        }
    }

    private void dump(String name, JsonObject object) {
        object.members().forEach((below, value) -> print(name + "." + below, value));
    }

    private void print(String name, JsonValue value) {
        String text =
                switch (value) {
                    case JsonValue.Text(String string) ->
                            key.isPresent() ? string : '"' + string + '"';
                    case JsonValue.Real(double number) -> CronTimes.number(number);
                    case JsonValue other -> other.toString();
                };
        if (key.isEmpty()) {
            console().out().println(name + " = " + text);
        } else if (key.get().equals(name)) {
            console().out().println(text);
        }
    }
}
