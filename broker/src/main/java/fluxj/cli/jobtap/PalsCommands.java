package fluxj.cli.jobtap;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.coral2.pals.PalsProtocol;
import fluxj.coral2.pals.PalsProtocol.Ports;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.List;
import java.util.stream.Collectors;

/// The commands of `fluxj pals`: what Cray MPI gets from the job manager. Flux has none of them.
public final class PalsCommands {
    private PalsCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new PortsCommand(console))
                .setCommandName("pals");
    }

    @Command(
            name = "ports",
            description = "Show the pool of control ports, who holds some, and leaks",
            sortOptions = false)
    private static final class PortsCommand extends FluxCommand {
        PortsCommand(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                print(read(client));
            } catch (FluxException e) {
                throw JobtapCommands.failure(e);
            }
        }

        private static Ports read(FluxClient client) {
            try {
                return client.call(PalsProtocol.PORTS, Message.NODEID_ANY, Empty.EMPTY);
            } catch (FluxException e) {
                if (!e.errno().equals(Errno.ENOSYS)) {
                    throw e;
                }
            }
            try {
                return client.call(PalsProtocol.OLD_PORTS, Message.NODEID_ANY, Empty.EMPTY);
            } catch (FluxException e) {
                throw e.errno().equals(Errno.ENOSYS)
                        ? new FluxException(Errno.ENOSYS, "no port distributor of fluxj is loaded")
                        : e;
            }
        }

        private void print(Ports ports) {
            console()
                    .out()
                    .println(
                            "pool "
                                    + ports.min()
                                    + "-"
                                    + (ports.max() - 1)
                                    + ", "
                                    + ports.free()
                                    + " of "
                                    + (ports.max() - ports.min())
                                    + " ports free, "
                                    + ports.holders().size()
                                    + " jobs hold ports, "
                                    + ports.waiting().size()
                                    + " wait");
            if (!ports.holders().isEmpty()) {
                console().out().println(line("JOBID", "PORTS", "HOSTS"));
            }
            for (PalsProtocol.Holder holder : ports.holders()) {
                console()
                        .out()
                        .println(
                                line(
                                        id(holder.id()),
                                        numbers(holder.ports()),
                                        holder.hosts()
                                                + (holder.running()
                                                        ? ""
                                                        : " (leaked: not running)")));
            }
            ports.waiting().forEach(id -> console().out().println(line(id(id), "waits", "")));
            if (!ports.lost().isEmpty()) {
                console().out().println("leaked: " + numbers(ports.lost()));
            }
        }

        private static String numbers(List<Integer> ports) {
            return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private String id(long id) {
            return JobIds.f58(console(), new JobId(id));
        }

        private static String line(String id, String ports, String hosts) {
            return (" ".repeat(Math.max(0, 14 - id.length())) + id + " " + ports + " " + hosts)
                    .stripTrailing();
        }
    }
}
