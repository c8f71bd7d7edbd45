package fluxj.platform.topology;

import fluxj.format.FormatException;
import fluxj.format.Idset;

import org.jspecify.annotations.Nullable;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads from hwloc's XML how many cores and GPUs a host has. An accelerator counts once a PCI
/// device, however many of hwloc's backends tell of it; partitions that one backend tells apart
/// count each.
final class HwlocXmlReader {
    private static final Set<String> ACCELERATORS =
            new TreeSet<>(List.of("CUDA", "NVML", "OpenCL", "RSMI"));
    private static final int HEXADECIMAL = 16;
    private static final int WORD = 32;

    private final Idset allowed;
    private final boolean restricts;
    private final Deque<Element> open = new ArrayDeque<>();
    private final Map<Element, String> backendOfDevice = new LinkedHashMap<>();
    private Optional<String> hostname = Optional.empty();
    private final List<Idset> cores = new ArrayList<>();
    private int gpus;

    /// What a document tells.
    ///
    /// @param hostname empty when it does not name its host
    /// @param cores the cpus of each core; none when the document does not tell
    public record Found(Optional<String> hostname, List<Idset> cores, int gpus) {}

    private static final class Element {
        final String type;

        Element(String type) {
            this.type = type;
        }
    }

    private HwlocXmlReader(Optional<Idset> allowed) {
        this.allowed = allowed.orElse(Idset.EMPTY);
        restricts = allowed.isPresent();
    }

    /// Reads a document.
    ///
    /// @param allowed the cpus that count; empty for all
    /// @throws FormatException when it is no hwloc XML
    public static Found read(String xml, Optional<Idset> allowed) {
        HwlocXmlReader reader = new HwlocXmlReader(allowed);
        try {
            reader.parse(xml);
        } catch (XMLStreamException | NumberFormatException e) {
            throw new FormatException("no hwloc XML: " + e.getMessage());
        }
        if (reader.cores.isEmpty()) {
            throw new FormatException("no cores in hwloc XML");
        }
        return new Found(reader.hostname, reader.cores, reader.gpus);
    }

    private void parse(String xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader document = factory.createXMLStreamReader(new StringReader(xml.strip()));
        while (document.hasNext()) {
            int event = document.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                start(document);
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && document.getLocalName().equals("object")) {
                open.pop();
            }
        }
        document.close();
    }

    private void start(XMLStreamReader element) {
        if (element.getLocalName().equals("object")) {
            String type = Optional.ofNullable(element.getAttributeValue(null, "type")).orElse("");
            open.push(new Element(type));
            if (type.equals("Core")) {
                core(element.getAttributeValue(null, "cpuset"));
            }
        } else if (element.getLocalName().equals("info") && !open.isEmpty()) {
            String name = Optional.ofNullable(element.getAttributeValue(null, "name")).orElse("");
            String value = Optional.ofNullable(element.getAttributeValue(null, "value")).orElse("");
            if (name.equals("HostName") && open.element().type.equals("Machine")) {
                hostname = Optional.of(value);
            } else if (name.equals("Backend")
                    && open.element().type.equals("OSDev")
                    && ACCELERATORS.contains(value)) {
                accelerator(value);
            }
        }
    }

    private void core(@Nullable String cpuset) {
        Idset cpus = cpuset == null ? Idset.EMPTY : ids(cpuset);
        if (restricts && cpuset != null) {
            cpus = cpus.intersect(allowed);
            if (cpus.isEmpty()) {
                return;
            }
        }
        cores.add(cpus);
    }

    private void accelerator(String backend) {
        for (Element outer : open) {
            if (outer.type.equals("PCIDev")) {
                String known = backendOfDevice.putIfAbsent(outer, backend);
                gpus += known == null || known.equals(backend) ? 1 : 0;
                return;
            }
        }
        gpus++;
    }

    /// Reads hwloc's form of a set.
    private static Idset ids(String mask) {
        String[] words = mask.split(",", -1);
        Idset.Builder ids = Idset.builder();
        for (int i = words.length - 1; i >= 0; i--) {
            String digits = words[i].startsWith("0x") ? words[i].substring(2) : words[i];
            long bits = digits.isEmpty() ? 0 : Long.parseLong(digits, HEXADECIMAL);
            for (int bit = 0; bit < WORD; bit++) {
                if ((bits >> bit & 1) != 0) {
                    ids.add((words.length - 1 - i) * WORD + bit);
                }
            }
        }
        return ids.build();
    }
}
