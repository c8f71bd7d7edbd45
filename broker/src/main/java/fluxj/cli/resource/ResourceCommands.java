package fluxj.cli.resource;

import fluxj.cli.ColourOption;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.format.OutputFormat;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.ResourceSet;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.resource.ResourceProtocol;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The commands of `fluxj resource`.
public final class ResourceCommands {
    private ResourceCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        CommandLine group =
                new CommandLine(new GroupCommand())
                        .addSubcommand(new AcquireMute(console))
                        .addSubcommand(new Drain(console))
                        .addSubcommand(new Undrain(console))
                        .addSubcommand(new Status(console))
                        .addSubcommand(new Show(console))
                        .addSubcommand(new Info(console))
                        .addSubcommand(new Reload(console))
                        .addSubcommand(new EmitR(console))
                        .addSubcommand(new EventlogCommand(console))
                        .setCommandName("resource");
        List<String> withReasons = List.of("drain", "undrain");
        group.getSubcommands()
                .forEach(
                        (name, command) -> command.setStopAtPositional(withReasons.contains(name)));
        return group;
    }

    private static <Q extends Record> void ask(
            Console console, RpcMethod<Q, Empty> method, Q body) {
        try (FluxClient client = console.connect()) {
            client.call(method, 0, body);
        } catch (FluxException e) {
            String hint =
                    method.topic().equals(ResourceProtocol.DRAIN.topic())
                                    && e.errno().equals(Errno.EEXIST)
                            ? "\nUse --force to overwrite existing drain reason"
                            : "";
            throw new CommandFailure(
                    "ERROR: [Errno " + e.errno().number() + "] " + e.getMessage() + hint);
        }
    }

    @Command(
            name = "acquire-mute",
            description = "Tell the scheduler of no more changes, as the instance comes down.")
    static final class AcquireMute extends FluxCommand {
        AcquireMute(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(console(), ResourceProtocol.ACQUIRE_MUTE, Empty.EMPTY);
        }
    }

    /// What drain and undrain have in common.
    private static final class DrainOptions {
        @Option(
                names = {"-f", "--force"},
                description =
                        "Force overwrite of an existing reason. Specify twice to also update the"
                                + " timestamp.")
        private boolean[] force = {};

        @Option(
                names = {"-u", "--update"},
                description =
                        "Update only: it is no error when targets are in that state already, and"
                                + " they keep their reason.")
        private boolean update;

        Optional<String> mode() {
            if (update && force.length > 0) {
                throw new CommandFailure(
                        "ERROR: Only one of --force and --update may be specified");
            }
            if (update) {
                return Optional.of("update");
            }
            return switch (force.length) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of("overwrite");
                default -> Optional.of("force-overwrite");
            };
        }
    }

    private static Optional<String> reason(List<String> words) {
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", words));
    }

    @Command(
            name = "drain",
            description = "Keep nodes from new jobs; without TARGETS, list those that are.",
            sortOptions = false)
    static final class Drain extends FluxCommand {
        @Mixin private final DrainOptions options = new DrainOptions();
        @Mixin private final NodeSelection selection = new NodeSelection();
        @Mixin private final ColourOption colour = new ColourOption();

        @Option(
                names = {"-o", "--format"},
                paramLabel = "FORMAT",
                description = "Format of the list, or the name of one.")
        private String format = "default";

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress header output")
        private boolean noHeader;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "TARGETS",
                description = "Nodes to drain (IDSET or HOSTLIST)")
        private Optional<String> targets = Optional.empty();

        @Parameters(index = "1..*", paramLabel = "REASON", description = "Reason")
        private List<String> reason = List.of();

        Drain(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (targets.isEmpty()) {
                ResourceFormats.drain(console(), format)
                        .ifPresent(
                                found ->
                                        new StatusTable(
                                                        console(),
                                                        selection,
                                                        Optional.of("drain"),
                                                        true)
                                                .print(
                                                        found,
                                                        colour.colours(console()),
                                                        !noHeader));
                return;
            }
            ask(
                    console(),
                    ResourceProtocol.DRAIN,
                    new ResourceProtocol.Drain(targets.get(), reason(reason), options.mode()));
        }
    }

    @Command(name = "undrain", description = "Undo drain.", sortOptions = false)
    static final class Undrain extends FluxCommand {
        @Mixin private final DrainOptions options = new DrainOptions();

        @Parameters(
                index = "0",
                paramLabel = "TARGETS",
                description = "Nodes to resume (IDSET or HOSTLIST)")
        private String targets = "";

        @Parameters(index = "1..*", paramLabel = "REASON", description = "Reason")
        private List<String> reason = List.of();

        Undrain(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(
                    console(),
                    ResourceProtocol.UNDRAIN,
                    new ResourceProtocol.Undrain(targets, options.mode(), reason(reason)));
        }
    }

    @Command(name = "status", description = "Show the state of nodes.", sortOptions = false)
    static final class Status extends FluxCommand {
        @Mixin private final NodeSelection selection = new NodeSelection();
        @Mixin private final ColourOption colour = new ColourOption();

        @Option(
                names = {"-o", "--format"},
                paramLabel = "FORMAT",
                description = "Format of a line, or the name of one; `help` lists them.")
        private String format = "default";

        @Option(
                names = {"-s", "--states", "--state"},
                paramLabel = "STATE,...",
                description = "Output resources in given states; `help` lists them.")
        private Optional<String> states = Optional.empty();

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress header output")
        private boolean noHeader;

        @Option(
                names = "--skip-empty",
                description = "Skip empty lines of output even with --states")
        private boolean skipEmpty;

        Status(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (states.equals(Optional.of("help"))) {
                console().err().println("valid states: " + StatusTable.valid());
                return;
            }
            StatusTable table = new StatusTable(console(), selection, states, skipEmpty);
            ResourceFormats.status(console(), format)
                    .ifPresent(found -> table.print(found, colour.colours(console()), !noHeader));
        }
    }

    private static void list(
            Console console,
            NodeSelection selection,
            String states,
            String format,
            boolean skipsEmpty,
            boolean withHeadings) {
        OutputFormat output = OutputFormat.of(format, ListLine.HEADINGS);
        List<String> shown = SchedNodes.states(states);
        SchedNodes nodes = SchedNodes.read(console, selection);
        Set<String> hidden = ResourceFormats.hiddenQueues(console);
        List<ListLine> lines =
                new ListTable(nodes, shown, selection.queues(), hidden).lines(output);
        output.print(
                skipsEmpty
                        ? lines.stream().filter(line -> !line.nodes().isEmpty()).toList()
                        : lines,
                withHeadings,
                0,
                console.out()::println);
    }

    @Command(
            name = "list",
            description = "List resources as the scheduler sees them.",
            sortOptions = false)
    static final class Show extends FluxCommand {
        @Mixin private final NodeSelection selection = new NodeSelection();

        @Option(
                names = {"-o", "--format"},
                paramLabel = "FORMAT",
                description = "Format of a line, or the name of one; `help` lists them.")
        private String format = "default";

        @Option(
                names = {"-s", "--states", "--state"},
                paramLabel = "STATE,...",
                description = "Output resources in given states")
        private String states = "free,allocated,down";

        @Option(
                names = "--skip-empty",
                description = "Skip empty lines. This is the default with -i, --include.")
        private boolean skipEmpty;

        @Option(
                names = "--no-skip-empty",
                description = "Do not skip empty lines, even with --include.")
        private boolean noSkipEmpty;

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress header output")
        private boolean noHeader;

        Show(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            boolean skips = skipEmpty || (selection.includes() && !noSkipEmpty);
            ResourceFormats.list(console(), format)
                    .ifPresent(
                            found -> list(console(), selection, states, found, skips, !noHeader));
        }
    }

    @Command(name = "info", description = "Show resources in numbers.", sortOptions = false)
    static final class Info extends FluxCommand {
        @Mixin private final NodeSelection selection = new NodeSelection();

        @Option(
                names = {"-s", "--states", "--state"},
                paramLabel = "STATE,...",
                description = "Show output only for resources in given states")
        private String states = "all";

        Info(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            list(
                    console(),
                    selection,
                    states,
                    "{nnodes} Nodes, {ncores} Cores, {ngpus} GPUs",
                    selection.includes(),
                    false);
        }
    }

    @Command(name = "reload", description = "Replace the resources, for tests.")
    static final class Reload extends FluxCommand {
        @Option(
                names = {"-x", "--xml"},
                description = "interpret path as XML dir")
        private boolean xml;

        @Option(
                names = {"-f", "--force"},
                description = "allow resources to contain invalid ranks")
        private boolean force;

        @Parameters(paramLabel = "PATH", description = "path to R or hwloc <rank>.xml dir")
        private String path = "";

        Reload(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(
                    console(),
                    ResourceProtocol.RELOAD,
                    new ResourceProtocol.Reload(
                            Path.of(path).toAbsolutePath().normalize().toString(), xml, force));
        }
    }

    @Command(name = "R", description = "Print resources as R (RFC 20).", sortOptions = false)
    static final class EmitR extends FluxCommand {
        @Mixin private final NodeSelection selection = new NodeSelection();

        @Option(
                names = {"-s", "--states", "--state"},
                paramLabel = "STATE,...",
                description = "Emit R for resources in given states")
        private String states = "all";

        EmitR(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            List<String> wanted = SchedNodes.states(states);
            SchedNodes nodes = SchedNodes.read(console(), selection);
            ResourceSet result = ResourceSet.EMPTY;
            for (String state : wanted) {
                result = result.union(nodes.in(state));
            }
            ResourceSets.print(
                    console(), result.withTimes(nodes.all().starttime(), nodes.all().expiration()));
        }
    }
}
