package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.format.IoReason;
import fluxj.service.Severity;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

@Command(name = "logger", description = "Create a log entry", sortOptions = false)
final class LoggerCommand extends FluxCommand {
    @Option(
            names = {"-s", "--severity"},
            paramLabel = "LEVEL",
            description = "Severity: emerg|alert|crit|err|warning|notice|info|debug")
    private String severity = "notice";

    @Option(
            names = {"-n", "--appname"},
            paramLabel = "NAME",
            description = "Name in front of the message")
    private String appname = "logger";

    @Parameters(arity = "0..*", paramLabel = "message")
    private List<String> words = new ArrayList<>();

    LoggerCommand(Console console) {
        super(console);
    }

    @Override
    void run() {
        int level = level();
        String message = words.isEmpty() ? standardInput() : String.join(" ", words);
        try (FluxClient client = console().connect()) {
            String time =
                    DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                            .format(Instant.now().atZone(ZoneOffset.UTC));
            String line =
                    "<"
                            + level * 8
                            + ">1 "
                            + time
                            + " "
                            + client.rank()
                            + " "
                            + appname
                            + " "
                            + ProcessHandle.current().pid()
                            + " - - "
                            + message.stripTrailing();
            client.send(
                    Request.of(
                            "log.append",
                            Payload.ofBytes(line.getBytes(StandardCharsets.UTF_8)),
                            Message.NODEID_ANY,
                            0,
                            Message.NORESPONSE));
        }
    }

    private int level() {
        for (int number = 0; number < 8; number++) {
            if (Severity.of(number).word().equals(severity)) {
                return number;
            }
        }
        throw new CommandFailure(
                "invalid severity: Use emerg|alert|crit|err|warning|notice|info|debug");
    }

    private String standardInput() {
        try {
            return new String(console().in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure("cannot read standard input: " + IoReason.of(e));
        }
    }
}
