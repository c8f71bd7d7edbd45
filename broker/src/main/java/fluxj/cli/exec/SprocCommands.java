package fluxj.cli.exec;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.OutputFailure;
import fluxj.cli.PicocliProgram;
import fluxj.cli.format.FieldItem;
import fluxj.cli.format.OutputFormat;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Listing;
import fluxj.services.rexec.RexecProtocol.Running;
import fluxj.services.rexec.RexecProtocol.Waited;
import fluxj.subprocess.IoObject;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.util.ArrayList;
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

        final <Q extends Record, R extends Record> Promise<R> ask(
                FluxClient client, RpcMethod<Q, R> method, Q body) {
            return client.ask(method.in(service), rank, body);
        }

        static RexecProtocol.Wait waitFor(String target) {
            return new RexecProtocol.Wait(
                    RemoteProcess.pidOf(target), RemoteProcess.labelOf(target));
        }

        static CommandFailure failure(String command, FluxException e) {
            return new CommandFailure(
                    "ERROR: " + command + ": [Errno " + e.errno().number() + "] " + e.getMessage());
        }

        static void exitAs(Waited reply) {
            int code = new WaitStatus(reply.status()).exitCode();
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
                Promise<Waited> ended =
                        wait
                                ? ask(client, RexecProtocol.WAIT, waitFor(target))
                                : Promise.failed(new FluxException(Errno.ECANCELED));
                RexecProtocol.Kill body =
                        new RexecProtocol.Kill(
                                RemoteProcess.pidOf(target), signum, RemoteProcess.labelOf(target));
                try {
                    client.get(ask(client, RexecProtocol.KILL, body));
                } catch (FluxException e) {
                    if (!(wait && e.errno().equals(Errno.ESRCH))) {
                        throw failure("kill", e);
                    }
                }
                if (wait) {
                    exitAs(end(client, ended));
                }
            }
        }

        private static Waited end(FluxClient client, Promise<Waited> ended) {
            try {
                return client.get(ended);
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
                Waited reply = client.get(ask(client, RexecProtocol.WAIT, waitFor(target)));
                if (output) {
                    print(reply);
                }
                exitAs(reply);
            } catch (FluxException e) {
                throw failure("wait", e);
            }
        }

        private void print(Waited reply) {
            for (IoObject io : reply.output().orElse(List.of())) {
                byte[] bytes = io.bytes();
                PrintStream to = io.stream().equals("stdout") ? console().out() : console().err();
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
            OutputFormat shown = OutputFormat.of(format.isEmpty() ? FORMAT : format, HEADINGS);
            List<FieldItem> processes = new ArrayList<>();
            try (FluxClient client = console().connect()) {
                Listing reply = client.get(ask(client, RexecProtocol.LIST, Empty.EMPTY));
                for (Running process : reply.procs()) {
                    processes.add(FieldItem.of(fields(process, reply.rank())));
                }
            } catch (FluxException e) {
                throw failure("ps", e);
            }
            shown.print(processes, !noHeader, 0, console().out()::println);
        }

        private static JsonObject fields(Running process, int rank) {
            return JsonObject.builder()
                    .put("pid", process.pid())
                    .put("state", process.state())
                    .put("label", process.label().isEmpty() ? "-" : process.label())
                    .put("rank", rank)
                    .put("cmd", process.cmd())
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
