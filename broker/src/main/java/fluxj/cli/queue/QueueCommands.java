package fluxj.cli.queue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.Optional;

/// The commands of `fluxj queue`, in flux's words.
public final class QueueCommands {
    private QueueCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new QueueListCommand(console))
                .addSubcommand(new QueueStatusCommand(console))
                .addSubcommand(new QueueSwitchCommand.Enable(console))
                .addSubcommand(new QueueSwitchCommand.Disable(console))
                .addSubcommand(new QueueSwitchCommand.Start(console))
                .addSubcommand(new QueueSwitchCommand.Stop(console))
                .addSubcommand(new Drain(console))
                .addSubcommand(new Idle(console))
                .setCommandName("queue");
    }

    /// Waits for the job manager.
    private abstract static class Wait extends FluxCommand {
        @Option(
                names = {"-t", "--timeout"},
                paramLabel = "DURATION",
                description = "timeout after DURATION")
        private Optional<String> timeout = Optional.empty();

        Wait(Console console) {
            super(console);
        }

        final <R extends Record> R await(String what, RpcMethod<Empty, R> method) {
            Optional<Duration> limit = timeout.map(Wait::duration);
            try (FluxClient client = console().connect()) {
                return limit.isPresent()
                        ? client.get(
                                client.ask(method, Message.NODEID_ANY, Empty.EMPTY), limit.get())
                        : client.call(method, Message.NODEID_ANY, Empty.EMPTY);
            } catch (FluxException e) {
                throw e.errno().equals(Errno.ETIMEDOUT)
                        ? new CommandFailure("ERROR: " + what + ": timeout")
                        : QueueFailures.of(what, e);
            }
        }

        private static Duration duration(String text) {
            try {
                return Fsd.parse(text).toDuration();
            } catch (FormatException _) {
                throw new CommandFailure("ERROR: invalid Flux standard duration");
            }
        }
    }

    @Command(
            name = "drain",
            description = "Wait for the queue to become empty",
            sortOptions = false)
    private static final class Drain extends Wait {
        Drain(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            await("drain", JobManagerProtocol.DRAIN);
        }
    }

    @Command(name = "idle", description = "Wait until no job runs", sortOptions = false)
    private static final class Idle extends Wait {
        @Option(names = "--quiet", description = "Only display pending job count if nonzero")
        private boolean quiet;

        Idle(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int pending = await("idle", JobManagerProtocol.IDLE).pending();
            if (!quiet || pending > 0) {
                console().out().println(pending + " jobs");
            }
        }
    }
}
