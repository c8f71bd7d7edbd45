package fluxj.cli.overlay;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.NodeTarget;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.OfRank;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/// The commands of `fluxj overlay`.
public final class OverlayCommands {
    private OverlayCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new OverlayTraceCommand(console))
                .addSubcommand(new OverlayErrorsCommand(console))
                .addSubcommand(new OverlayStatusCommand(console))
                .addSubcommand(new Lookup(console))
                .addSubcommand(new GetHostByRank(console))
                .addSubcommand(new ParentOf(console))
                .addSubcommand(new Disconnect(console))
                .setCommandName("overlay");
    }

    @Command(
            name = "lookup",
            description = "translate rank idset to hostlist or the reverse",
            sortOptions = false)
    private static final class Lookup extends FluxCommand {
        @Parameters(arity = "0..1", paramLabel = "TARGET")
        private Optional<String> target = Optional.empty();

        Lookup(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            String wanted =
                    target.orElseThrow(
                            () -> new CommandFailure("single TARGET argument is required"));
            try (FluxClient client = console().connect()) {
                console().out().println(HostMap.of(client).lookup(wanted));
            }
        }
    }

    @Command(
            name = "gethostbyrank",
            description = "print the hostnames of an idset of ranks",
            sortOptions = false)
    private static final class GetHostByRank extends FluxCommand {
        @Parameters(arity = "0..1", paramLabel = "IDSET")
        private Optional<String> ranks = Optional.empty();

        GetHostByRank(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            String wanted = ranks.orElseThrow(() -> new CommandFailure("IDSET is required"));
            try (FluxClient client = console().connect()) {
                console()
                        .out()
                        .println(
                                HostMap.of(client)
                                        .hosts(
                                                Words.idset(
                                                        wanted,
                                                        "IDSET could not be decoded: " + wanted)));
            }
        }
    }

    @Command(name = "parentof", description = "show the parent of RANK", sortOptions = false)
    private static final class ParentOf extends FluxCommand {
        @Parameters(arity = "0..1", paramLabel = "RANK")
        private Optional<String> rank = Optional.empty();

        ParentOf(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            String wanted = rank.orElseThrow(() -> new CommandFailure("RANK is required"));
            int number = NodeTarget.number(wanted);
            if (number < 0) {
                throw new CommandFailure(wanted + " is not a valid rank in this instance");
            }
            try (FluxClient client = console().connect()) {
                console().out().println(parentOf(client, number));
            }
        }
    }

    private static int parentOf(FluxClient client, int rank) {
        TreeNode topology = TreeNode.fetch(client);
        if (rank >= topology.size()) {
            throw new CommandFailure(rank + " is not a valid rank in this instance");
        }
        if (rank == 0) {
            throw new CommandFailure(rank + " has no parent");
        }
        return topology.parentOf(rank);
    }

    @Command(
            name = "disconnect",
            description = "disconnect a subtree rooted at TARGET (hostname or rank)",
            sortOptions = false)
    private static final class Disconnect extends FluxCommand {
        @Option(
                names = {"-r", "--parent"},
                paramLabel = "NODEID",
                description = "Set parent rank to NODEID (default: determine from topology)")
        private int parent = -1;

        @Parameters(arity = "0..1", paramLabel = "TARGET")
        private Optional<String> target = Optional.empty();

        Disconnect(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            String wanted = target.orElseThrow(() -> new CommandFailure("TARGET is required"));
            try (FluxClient client = console().connect()) {
                HostMap hosts = HostMap.of(client);
                int rank = NodeTarget.number(wanted);
                if (rank < 0) {
                    rank =
                            hosts.rank(wanted)
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            "TARGET must be a valid rank or"
                                                                    + " hostname"));
                }
                int above = parent == -1 ? parentOf(client, rank) : parent;
                console()
                        .err()
                        .println(
                                "fluxj overlay: asking "
                                        + named(hosts, above)
                                        + " to disconnect child "
                                        + named(hosts, rank));
                try {
                    client.call(OverlayProtocol.DISCONNECT_SUBTREE, above, new OfRank(rank));
                } catch (FluxException e) {
                    throw new CommandFailure(
                            OverlayProtocol.DISCONNECT_SUBTREE.topic() + ": " + e.getMessage());
                }
            }
        }

        private static String named(HostMap hosts, int rank) {
            return hosts.host(rank) + " (rank " + rank + ")";
        }
    }
}
