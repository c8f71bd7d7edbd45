package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.Words;
import fluxj.config.tables.VerifyMode;
import fluxj.config.tables.VerifyModes;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.Constraint;
import fluxj.job.ResourceSet;
import fluxj.job.ResourceSetNodes;
import fluxj.job.Verification;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

/// The commands of `fluxj R`, which make resource sets (RFC 20) and do sums with them.
public final class RCommands {
    private RCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new EncodeCommand(console))
                .addSubcommand(new Append(console))
                .addSubcommand(new Diff(console))
                .addSubcommand(new Intersect(console))
                .addSubcommand(new Remap(console))
                .addSubcommand(new Rerank(console))
                .addSubcommand(new Decode(console))
                .addSubcommand(new Verify(console))
                .addSubcommand(new SetProperty(console))
                .addSubcommand(new ParseConfigCommand(console))
                .setCommandName("R");
    }

    @Command(
            name = "append",
            description =
                    "Append multiple R objects on stdin. Emits an error if resource sets are not"
                            + " disjoint.")
    static final class Append extends FluxCommand {
        Append(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSet result = ResourceSet.EMPTY;
            for (ResourceSet set : ResourceSets.read(console())) {
                if (!result.intersect(set).isEmpty()) {
                    throw new CommandFailure(
                            "R objects '" + result + "' and '" + set + "' overlap");
                }
                result = result.append(set);
            }
            ResourceSets.print(console(), result);
        }
    }

    @Command(
            name = "diff",
            description =
                    "Return the set difference of multiple R objects on stdin. (i.e. (R1 - R2) -"
                            + " R3 ...)")
    static final class Diff extends FluxCommand {
        Diff(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSets.print(
                    console(), ResourceSets.combined(console(), "diff", 2, ResourceSet::minus));
        }
    }

    @Command(name = "intersect", description = "Return the intersection of all R objects on stdin")
    static final class Intersect extends FluxCommand {
        Intersect(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSets.print(
                    console(),
                    ResourceSets.combined(
                            console(),
                            "intersect",
                            2,
                            (one, other) -> one.intersect(other).withoutProperties()));
        }
    }

    private static ResourceSet union(Console console) {
        return ResourceSets.combined(console, "union", 1, ResourceSet::union);
    }

    @Command(
            name = "remap",
            description =
                    "Return the union of all R objects on stdin with ranks re-numbered starting"
                            + " from index 0.")
    static final class Remap extends FluxCommand {
        Remap(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSets.print(console(), union(console()).remapped());
        }
    }

    @Command(
            name = "rerank",
            description =
                    "Return the union of all R objects on stdin with ranks re-mapped based on"
                            + " their index in HOSTLIST.")
    static final class Rerank extends FluxCommand {
        @Parameters(paramLabel = "HOSTLIST", description = "The hosts in the order of their ranks.")
        private String hosts = "";

        Rerank(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSet set = union(console());
            Hostlist order = Words.hostlist(hosts, "rlist_rerank: Invalid argument");
            if (order.size() != set.size()) {
                throw new CommandFailure(
                        "Too %s hosts specified (expected %d)"
                                .formatted(order.size() > set.size() ? "many" : "few", set.size()));
            }
            try {
                ResourceSets.print(console(), set.reranked(order));
            } catch (FormatException _) {
                throw new CommandFailure("failed to find one or more provided hosts in R");
            }
        }
    }

    @Command(
            name = "decode",
            description =
                    "Return the union of all R objects on stdin and print details or summary of"
                            + " the result. By default an RFC 20 JSON object is emitted on stdout,"
                            + " unless one or more options below are used",
            sortOptions = false)
    static final class Decode extends FluxCommand {
        @Option(
                names = {"-s", "--short"},
                description = "Print short-form representation of R")
        private boolean shortForm;

        @Option(
                names = {"-n", "--nodelist"},
                description = "Print nodelist in hostlist form from R, if any")
        private boolean nodelist;

        @Option(
                names = {"-r", "--ranks"},
                description = "Print ranks in idset form from R, if any")
        private boolean ranks;

        @Option(
                names = {"-c", "--count"},
                paramLabel = "TYPE",
                description = "Print count of resource TYPE in R (node, core, gpu)")
        private Optional<String> count = Optional.empty();

        @Option(
                names = {"-i", "--include"},
                paramLabel = "RANKS",
                description = "Include only specified ranks.")
        private Optional<String> include = Optional.empty();

        @Option(
                names = {"-x", "--exclude"},
                paramLabel = "RANKS",
                description = "Exclude specified ranks.")
        private Optional<String> exclude = Optional.empty();

        @Option(
                names = {"-p", "--properties"},
                paramLabel = "LIST",
                description = "Filter on properties")
        private Optional<String> properties = Optional.empty();

        Decode(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSet set = selected(union(console()));
            if (shortForm) {
                console().out().println(set.toString());
            }
            if (nodelist) {
                console()
                        .out()
                        .println(
                                set.hosts()
                                        .orElseThrow(
                                                () ->
                                                        new CommandFailure(
                                                                "rlist_nodelist: Invalid"
                                                                        + " argument"))
                                        .toString());
            }
            if (ranks) {
                console().out().println(set.ranks().toString());
            }
            count.ifPresent(type -> console().out().println(Long.toString(count(set, type))));
            if (!shortForm && !nodelist && !ranks && count.isEmpty()) {
                ResourceSets.print(console(), set);
            }
        }

        private static long count(ResourceSet set, String type) {
            return type.equals("node") ? set.size() : set.count(type);
        }

        private ResourceSet selected(ResourceSet all) {
            ResourceSet set = all;
            if (properties.isPresent()) {
                List<String> names =
                        List.of(properties.get().split(",")).stream()
                                .filter(name -> !name.isEmpty())
                                .toList();
                set =
                        set.only(
                                new ResourceSetNodes(set)
                                        .matching(new Constraint.Properties(names)));
            }
            if (include.isPresent()) {
                set =
                        set.only(
                                Words.idset(
                                        include.get(),
                                        "Invalid ranks option: '" + include.get() + "'"));
            }
            if (exclude.isPresent()) {
                set =
                        set.without(
                                Words.idset(
                                        exclude.get(),
                                        "Invalid idset in --exclude option: " + exclude.get()));
            }
            return set;
        }
    }

    @Command(
            name = "verify",
            description =
                    "Takes 2 R objects on stdin and verifies that the resources in each rank"
                            + " present in R2 has at least resources present for the same rank in"
                            + " R1.")
    static final class Verify extends FluxCommand {
        private static final VerifyModes STRICT =
                new VerifyModes(true, VerifyMode.STRICT, VerifyMode.STRICT, VerifyMode.STRICT);

        Verify(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            List<ResourceSet> sets = ResourceSets.read(console());
            if (sets.size() != 2) {
                throw new CommandFailure("verify requires exactly 2 R objects on stdin");
            }
            Verification verification = Verification.of(sets.getFirst(), sets.getLast(), STRICT);
            if (verification.isMissing()) {
                throw new CommandFailure(verification.problem());
            }
            if (!verification.problem().isEmpty()) {
                console().err().println("flux-R: " + verification.problem());
            }
        }
    }

    @Command(
            name = "set-property",
            description = "Set properties on R object on stdin, emitting the result on stdout")
    static final class SetProperty extends FluxCommand {
        @Parameters(
                arity = "1..*",
                paramLabel = "PROPERTY:RANKS",
                description = "A property, and the ranks that get it.")
        private List<String> properties = List.of();

        SetProperty(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ResourceSet set = union(console());
            for (String property : properties) {
                set = ResourceSets.withProperty(set, property);
            }
            ResourceSets.print(console(), set);
        }
    }
}
