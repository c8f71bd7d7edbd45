package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.FluxCommand;
import fluxj.cli.PrettyJson;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj module stats`: display stats on module.
@Command(name = "stats", description = "Display stats on module", sortOptions = false)
public final class ModuleStatsCommand extends FluxCommand {
    @Option(
            names = {"-p", "--parse"},
            paramLabel = "OBJNAME",
            description = "Parse object period-delimited object name")
    private Optional<String> path = Optional.empty();

    @Option(
            names = {"-s", "--scale"},
            paramLabel = "N",
            description = "Scale numeric JSON value by N")
    private double scale = 1.0;

    @Option(
            names = {"-t", "--type"},
            paramLabel = "int|double",
            description = "Convert JSON value to specified type")
    private String type = "";

    @Option(
            names = {"-R", "--rusage"},
            paramLabel = "[self|children|thread]",
            description = "Request rusage data instead of stats (default: self)")
    private Optional<String> rusage = Optional.empty();

    @Option(
            names = {"-c", "--clear"},
            description = "Clear stats on target rank")
    private boolean clear;

    @Option(
            names = {"-C", "--clear-all"},
            description = "Clear stats on all ranks")
    private boolean clearAll;

    @Parameters(paramLabel = "module")
    private String module = "";

    ModuleStatsCommand(Console console) {
        super(console);
    }

    /// The arguments with `-R` and `--rusage` without a value spelled out.
    public static List<String> withUsageSpelledOut(List<String> arguments) {
        List<String> out = new ArrayList<>(arguments.size());
        boolean stats = arguments.contains("stats");
        for (String word : arguments) {
            boolean bare = stats && (word.equals("-R") || word.equals("--rusage"));
            out.add(bare ? "--rusage=" : word);
        }
        return out;
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            if (clear) {
                call(client, ".stats-clear", JsonObject.EMPTY);
            } else if (clearAll) {
                client.send(Event.of(module + ".stats-clear", Payload.NONE, 0));
            } else if (rusage.isPresent()) {
                String who = rusage.get();
                print(
                        call(
                                client,
                                ".rusage",
                                who.isEmpty() ? JsonObject.EMPTY : JsonObject.of("who", who)));
            } else {
                print(call(client, ".stats-get", JsonObject.EMPTY));
            }
        }
    }

    private JsonObject call(FluxClient client, String method, JsonObject body) {
        String topic = module + method;
        try {
            Payload payload = body.members().isEmpty() ? Payload.NONE : Payload.of(body);
            var response = client.get(client.rpc().request(topic, Message.NODEID_ANY, payload, 0));
            if (!clear && !response.payload().isPresent()) {
                throw new FluxException(Errno.EPROTO);
            }
            return FluxClient.body(response);
        } catch (FluxException e) {
            throw new CommandFailure(topic + ": " + e.getMessage());
        }
    }

    private void print(JsonObject reply) {
        JsonValue value = reply;
        if (path.isPresent()) {
            value =
                    JsonPath.get(reply, path.get())
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    "`" + path.get() + "' not found in response"));
        }
        console().out().println(format(value));
    }

    private String format(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole(long number) -> Long.toString((int) (number * scale));
            case JsonValue.Real(double number) ->
                    type.equals("int")
                            ? Integer.toString((int) (number * scale))
                            : Decimals.of(number * scale, 6);
            case JsonObject _, JsonArray _, JsonValue.Scalar _ ->
                    switch (type) {
                        case "int" -> "0";
                        case "double" -> "0.000000";
                        default -> PrettyJson.of(value, 1);
                    };
        };
    }
}
