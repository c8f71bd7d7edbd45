package fluxj.cli.exec;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.OutputFailure;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The commands of `fluxj sproc`: processes that a subprocess server runs.
public final class SprocCommands {
    private SprocCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new Kill(console))
                .addSubcommand(new Wait(console))
                .addSubcommand(new Ps(console))
                .addSubcommand(new Attach(console))
                .addSubcommand(
                        "exec", new CommandLine(new ExecCommand(console)).setStopAtPositional(true))
                .setCommandName("sproc");
    }

    /// Options that all of them have.
    private abstract static class Sproc extends FluxCommand {
        @Option(
                names = {"-r", "--rank"},
                paramLabel = "RANK",
                description = "Send RPC to specified broker rank")
        private int rank = RemoteProcess.ANY_RANK;

        @Option(
                names = {"-s", "--service"},
                paramLabel = "SERVICE",
                description = "Send RPC to specified service (default rexec)")
        private String service = "rexec";

        Sproc(Console console) {
            super(console);
        }

        final int rank() {
            return rank;
        }

        final String service() {
            return service;
        }

        final Promise<Response> ask(FluxClient client, String method, JsonObject body) {
            return client.rpc().request(service + method, rank, Payload.of(body), 0);
        }

        static CommandFailure failure(String command, FluxException e) {
            return new CommandFailure(
                    "ERROR: " + command + ": [Errno " + e.errno().number() + "] " + e.getMessage());
        }

        static void exitAs(JsonObject reply) {
            int code = new WaitStatus(reply.whole("status").orElse(0L).intValue()).exitCode();
            if (code != 0) {
                throw new CommandFailure(code, "");
            }
        }
    }

    @Command(name = "kill", description = "Signal a process", sortOptions = false)
    private static final class Kill extends Sproc {
        @Option(
                names = {"-w", "--wait"},
                description = "wait for process after sending signal")
        private boolean wait;

        @Parameters(index = "0", paramLabel = "signum")
        private String signal = "";

        @Parameters(index = "1", paramLabel = "pid|label")
        private String target = "";

        Kill(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int signum = Signum.parse(signal);
            if (signum < 0) {
                throw new CommandFailure("ERROR: not a signal: '" + signal + "'");
            }
            try (FluxClient client = console().connect()) {
                // Asked for first, so that the process cannot be gone before.
                Promise<Response> ended =
                        wait
                                ? ask(client, ".wait", RemoteProcess.named(target).build())
                                : Promise.failed(new FluxException(Errno.ECANCELED));
                JsonObject body = RemoteProcess.named(target).put("signum", signum).build();
                try {
                    client.get(ask(client, ".kill", body));
                } catch (FluxException e) {
                    if (!(wait && e.errno().equals(Errno.ESRCH))) {
                        throw failure("kill", e);
                    }
                }
                if (wait) {
                    exitAs(waitFor(client, ended));
                }
            }
        }

        private static JsonObject waitFor(FluxClient client, Promise<Response> ended) {
            try {
                return FluxClient.body(client.get(ended));
            } catch (FluxException e) {
                throw failure("kill: wait failed", e);
            }
        }
    }

    @Command(name = "wait", description = "Wait for a process", sortOptions = false)
    private static final class Wait extends Sproc {
        @Option(
                names = {"-o", "--output"},
                description = "write any output retained by the server to stdout/stderr")
        private boolean output;

        @Parameters(paramLabel = "pid|label")
        private String target = "";

        Wait(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                if (output) {
                    console().watchReader(client);
                }
                JsonObject reply =
                        FluxClient.body(
                                client.get(
                                        ask(client, ".wait", RemoteProcess.named(target).build())));
                if (output) {
                    print(reply);
                }
                exitAs(reply);
            } catch (FluxException e) {
                throw failure("wait", e);
            }
        }

        private void print(JsonObject reply) {
            for (JsonValue item : reply.array("output").orElse(JsonArray.EMPTY)) {
                if (!(item instanceof JsonObject io)) {
                    continue;
                }
                String data = io.text("data").orElse("");
                byte[] bytes =
                        io.text("encoding").orElse("").equals("base64")
                                ? Base64.getDecoder().decode(data)
                                : data.getBytes(StandardCharsets.UTF_8);
                boolean toOut = io.text("stream").orElse("").equals("stdout");
                PrintStream to = toOut ? console().out() : console().err();
                to.write(bytes, 0, bytes.length);
                OutputFailure.check(to);
            }
        }
    }

    @Command(name = "ps", description = "List processes", sortOptions = false)
    private static final class Ps extends Sproc {
        private static final String FORMAT = "{pid:>9} {state:<2} {label:<12} {cmd}";
        private static final Map<String, String> HEADINGS =
                Map.of(
                        "pid", "PID", "state", "ST", "label", "LABEL", "rank", "RANK", "cmd",
                        "COMMAND");

        @Option(
                names = {"-o", "--format"},
                paramLabel = "FORMAT",
                description = "Specify output format using Python's string format syntax")
        private String format = "";

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress header output")
        private boolean noHeader;

        Ps(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            OutputFormat shown = new OutputFormat(format.isEmpty() ? FORMAT : format, HEADINGS);
            List<JsonObject> processes = new ArrayList<>();
            try (FluxClient client = console().connect()) {
                JsonObject reply =
                        FluxClient.body(client.get(ask(client, ".list", JsonObject.EMPTY)));
                for (JsonValue item : reply.array("procs").orElse(JsonArray.EMPTY)) {
                    if (item instanceof JsonObject process) {
                        processes.add(fields(process, reply.whole("rank").orElse(-1L)));
                    }
                }
            } catch (FluxException e) {
                throw failure("ps", e);
            }
            shown.print(processes, !noHeader, console().out()::println);
        }

        private static JsonObject fields(JsonObject process, long rank) {
            String label = process.text("label").orElse("");
            return JsonObject.builder()
                    .put("pid", process.whole("pid").orElse(-1L))
                    .put("state", process.text("state").orElse("?"))
                    .put("label", label.isEmpty() ? "-" : label)
                    .put("rank", rank)
                    .put("cmd", process.text("cmd").orElse(""))
                    .build();
        }
    }

    @Command(name = "attach", description = "Attach to a background process", sortOptions = false)
    private static final class Attach extends Sproc {
        @Parameters(paramLabel = "pid|label")
        private String target = "";

        Attach(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int broker = rank() == RemoteProcess.ANY_RANK ? here() : rank();
            int exitCode =
                    PicocliProgram.launcher(ExecCommand::new)
                            .run(
                                    List.of(
                                            "--attach",
                                            "--service=" + service(),
                                            "--rank=" + broker,
                                            target),
                                    console());
            if (exitCode != 0) {
                throw new CommandFailure(exitCode, "");
            }
        }

        private int here() {
            try (FluxClient client = console().connect()) {
                return client.rank();
            }
        }
    }
}
