package fluxj.platform.topology;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The host of this process as the resource module and job shells see it.
///
/// @param xml its hardware as hwloc tells it
/// @param resources what jobs may have of it; ids count from 0
public record LocalHost(String xml, String hostname, NodeResources resources) {
    /// For tests of instances on other hardware, as in flux-core.
    private static final String XML_FILE = "FLUX_HWLOC_XMLFILE";

    /// With it, the cpus of this process do not matter.
    private static final String OTHER_SYSTEM = "FLUX_HWLOC_XMLFILE_NOT_THISSYSTEM";

    /// Looks at the host. Slow work, not for the reactor.
    ///
    /// @param restrict whether only cpus count that this process may run on
    /// @param variables the broker's, for tests with other hardware
    public static LocalHost discover(boolean restrict, Map<String, String> variables)
            throws IOException {
        SysfsTopology kernel = new SysfsTopology(Path.of("/"));
        Optional<String> file = Optional.ofNullable(variables.get(XML_FILE));
        if (file.isPresent() && Files.isReadable(Path.of(file.get()))) {
            boolean all = !restrict || variables.containsKey(OTHER_SYSTEM);
            String xml = Files.readString(Path.of(file.get()));
            Optional<Idset> allowed = all ? Optional.empty() : Optional.of(kernel.affinity());
            return of(xml, HwlocXmlReader.read(xml, allowed), kernel.hostname());
        }
        HostTopology whole = kernel.read();
        HostTopology host = restrict ? whole.restrictedTo(kernel.affinity()) : whole;
        return new LocalHost(
                HwlocXmlWriter.write(host),
                host.hostname(),
                resources(host.cores().size(), host.gpus()));
    }

    /// What a document tells of a host.
    ///
    /// @throws FormatException when it is no hwloc XML
    public static LocalHost of(String xml, String otherwiseNamed) {
        return of(xml, HwlocXmlReader.read(xml, Optional.empty()), otherwiseNamed);
    }

    /// The cpus of each core that a document tells of, in its order.
    ///
    /// @throws FormatException when it is no hwloc XML
    public static List<Idset> coreCpus(String xml) {
        return HwlocXmlReader.read(xml, Optional.empty()).cores();
    }

    /// The document of this host with these cpus alone. Slow work, not for the reactor.
    ///
    /// @throws IOException when the kernel does not tell
    public static String xmlOf(Idset cpus) throws IOException {
        return HwlocXmlWriter.write(new SysfsTopology(Path.of("/")).read().restrictedTo(cpus));
    }

    private static LocalHost of(String xml, HwlocXmlReader.Found found, String otherwiseNamed) {
        return new LocalHost(
                xml,
                found.hostname().orElse(otherwiseNamed),
                resources(found.cores().size(), found.gpus()));
    }

    /// The name of the host of this process.
    ///
    /// @throws IOException when the kernel does not tell
    public static String localName() throws IOException {
        return new SysfsTopology(Path.of("/")).hostname();
    }

    private static NodeResources resources(int cores, int gpus) {
        return NodeResources.of(Idset.upTo(cores), Idset.upTo(gpus));
    }

    /// It alone, as the node of a rank.
    public ResourceSet asRank(int rank) {
        return ResourceSet.builder()
                .add(Idset.of(rank), resources)
                .hosts(Hostlist.of(hostname))
                .build();
    }
}
