package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.IoReason;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.platform.topology.LocalHost;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

@Command(name = "encode", description = "Encode RFC 20 R objects for testing.", sortOptions = false)
final class EncodeCommand extends FluxCommand {
    @Option(
            names = {"-r", "--ranks"},
            paramLabel = "IDSET",
            description =
                    "Generate an R with ranks in IDSET. If not provided then either match the"
                            + " number of nodes given in --hosts option, or emit a single rank:"
                            + " \"0\"")
    private Optional<String> ranks = Optional.empty();

    @Option(
            names = {"-c", "--cores"},
            paramLabel = "IDS",
            description =
                    "Assign cores with IDS to each rank in R. Default is to assign a single core"
                            + " \"0\" to each rank.")
    private Optional<String> cores = Optional.empty();

    @Option(
            names = {"-g", "--gpus"},
            paramLabel = "IDS",
            description =
                    "Assign gpu resources with IDS to each rank in R. Default is to assign no gpu"
                            + " resources.")
    private Optional<String> gpus = Optional.empty();

    @Option(
            names = {"-H", "--hosts"},
            paramLabel = "HOSTS",
            description =
                    "Generate R with nodelist set to HOSTS. By default, duplicate the local"
                            + " hostname to match the number of ranks given in --ranks.")
    private Optional<String> hosts = Optional.empty();

    @Option(
            names = {"-p", "--property"},
            paramLabel = "NAME[:RANKS]",
            description =
                    "Assign property NAME to target ranks RANKS. If RANKS is not specified then"
                            + " the property applies to all defined ranks. This option may be"
                            + " specified multiple times for each property")
    private List<String> properties = List.of();

    @Option(
            names = {"-l", "--local"},
            description = "Generate child resources from local system")
    private boolean local;

    @Option(
            names = {"-f", "--xml"},
            paramLabel = "FILE",
            description = "Generate child resources from hwloc XML")
    private Optional<String> xml = Optional.empty();

    EncodeCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Optional<String> givenCores = cores.filter(text -> !text.isEmpty());
        Optional<String> givenGpus = gpus.filter(text -> !text.isEmpty());
        boolean looks = local || xml.isPresent();
        if (looks && (givenCores.isPresent() || givenGpus.isPresent())) {
            throw new CommandFailure("do not specify --cores or --gpus with --local or --xml");
        }
        Optional<Idset> wanted =
                ranks.map(
                        text ->
                                Words.idset(
                                        text, "Failed to decode ranks='" + text + "' as idset"));
        Hostlist names = hosts(wanted.map(Idset::size));
        NodeResources each =
                looks ? host().resources() : ResourceSets.resources(givenCores, givenGpus);
        ResourceSet set =
                ResourceSet.builder()
                        .add(wanted.orElse(Idset.upTo(names.size())), each)
                        .hosts(names)
                        .build();
        for (String property : properties) {
            set = ResourceSets.withProperty(set, property);
        }
        ResourceSets.print(console(), set);
    }

    private Hostlist hosts(Optional<Integer> count) {
        if (hosts.isEmpty()) {
            return Hostlist.of(Collections.nCopies(count.orElse(1), hostname()));
        }
        String text = hosts.get();
        Hostlist names = Words.hostlist(text, "invalid hostlist '" + text + "'");
        if (count.isPresent() && count.get() != names.size()) {
            throw new CommandFailure(
                    "hostname count in '%s' does not match nranks (%d)"
                            .formatted(text, count.get()));
        }
        return names;
    }

    private static String hostname() {
        try {
            return LocalHost.localName();
        } catch (IOException e) {
            throw new CommandFailure("gethostname: " + IoReason.of(e));
        }
    }

    private LocalHost host() {
        try {
            if (xml.isEmpty()) {
                return LocalHost.discover(true, console().environment());
            }
            String text =
                    xml.get().equals("-")
                            ? new String(console().in().readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(Path.of(xml.get()));
            return LocalHost.of(text, hostname());
        } catch (IOException e) {
            throw new CommandFailure(xml.orElse("/sys") + ": " + IoReason.of(e));
        } catch (FormatException _) {
            throw new CommandFailure("rlist_from_hwloc: Invalid argument");
        }
    }
}
