package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.core.log.LogProtocol;
import fluxj.format.IoReason;
import fluxj.platform.SystemText;
import fluxj.service.LogRecord;
import fluxj.service.Severity;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `fluxj logger`: create a log entry.
@Command(name = "logger", description = "Create a log entry", sortOptions = false)
public final class LoggerCommand extends FluxCommand {
    private static final int LONGEST_APPNAME = 48;

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

    public LoggerCommand(Console console) {
        super(console);
    }

    @Override
    protected boolean takesBytes() {
        return true;
    }

    @Override
    protected void run() {
        int level = level();
        String message = words.isEmpty() ? standardInput() : String.join(" ", words);
        try (FluxClient client = console().connect()) {
            Instant now = Instant.now();
            LogRecord record =
                    new LogRecord(
                            Severity.of(level),
                            LogRecord.timestamp(
                                    now.getEpochSecond() * 1_000_000 + now.getNano() / 1000),
                            Integer.toString(client.rank()),
                            appname.substring(0, Math.min(appname.length(), LONGEST_APPNAME)),
                            Long.toString(ProcessHandle.current().pid()),
                            "");
            for (String line : LogRecord.lines(untilNul(message))) {
                byte[] bytes = SystemText.encode(record.withText(line).encode());
                client.rpc().send(LogProtocol.APPEND, Message.NODEID_ANY, Payload.ofBytes(bytes));
            }
            // Comes back after all of them have been taken.
            client.attribute("rank");
        }
    }

    /// What a C program would see of it.
    private static String untilNul(String message) {
        int end = message.indexOf('\0');
        return end < 0 ? message : message.substring(0, end);
    }

    private int level() {
        for (int number = 0; number < 8; number++) {
            if (Severity.of(number).word().equalsIgnoreCase(severity)) {
                return number;
            }
        }
        throw new CommandFailure(
                "invalid severity: Use emerg|alert|crit|err|warning|notice|info|debug");
    }

    private String standardInput() {
        try {
            return SystemText.decode(console().in().readAllBytes());
        } catch (IOException e) {
            throw new CommandFailure("cannot read standard input: " + IoReason.of(e));
        }
    }
}
