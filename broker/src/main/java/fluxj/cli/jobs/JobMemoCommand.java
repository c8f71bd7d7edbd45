package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Memo;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "memo", description = "Post an RFC 21 memo to a job", sortOptions = false)
final class JobMemoCommand extends FluxCommand {
    @Option(
            names = "--volatile",
            description = "Memo will not appear in eventlog (will be lost on restart)")
    private boolean isVolatile;

    @Parameters(index = "0", paramLabel = "id")
    private String id = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE")
    private List<String> values = new ArrayList<>();

    JobMemoCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long job = JobIds.parse(id).value();
        JsonObject memo = JsonObject.EMPTY;
        for (String word : values) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new CommandFailure("memo: no value for key=" + word);
            }
            String key = word.substring(0, equals);
            try {
                memo = JsonPath.set(memo, key, value(word.substring(equals + 1)));
            } catch (JsonException e) {
                throw new CommandFailure(
                        "failed to set " + word + " in memo object: Invalid argument");
            }
        }
        try (FluxClient client = console().connect()) {
            client.call(
                    JobManagerProtocol.MEMO,
                    Message.NODEID_ANY,
                    new Memo(job, Optional.of(isVolatile), memo));
        } catch (FluxException e) {
            throw new CommandFailure("memo: " + e.getMessage());
        }
    }

    /// What is no JSON is a text; `-` is what stands on standard input.
    private JsonValue value(String word) {
        String text = word.equals("-") ? input() : word;
        try {
            return JsonValue.parse(text);
        } catch (JsonException e) {
            return JsonValue.of(text);
        }
    }

    private String input() {
        try {
            return PicocliProgram.text("standard input", console().in().readAllBytes());
        } catch (IOException e) {
            throw new CommandFailure("cannot read standard input");
        }
    }
}
