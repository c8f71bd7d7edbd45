package fluxj.platform.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.platform.topology.HostTopology.Core;
import fluxj.platform.topology.HostTopology.NumaNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class HwlocXmlTest {
    /// Two packages of two memories each, two cores of two threads a memory.
    private static final HostTopology HOST =
            new HostTopology(
                    "a<1>",
                    "x86_64",
                    List.of(
                            new NumaNode(0, Idset.parse("0-1,8-9"), 1 << 20),
                            new NumaNode(1, Idset.parse("2-3,10-11"), 1 << 20),
                            new NumaNode(2, Idset.parse("4-5,12-13"), 1 << 20),
                            new NumaNode(3, Idset.parse("6-7,14-15"), 1 << 20)),
                    IntStream.range(0, 8)
                            .mapToObj(i -> new Core(i / 4, i % 4, Idset.of(i, i + 8)))
                            .toList(),
                    2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0x00000000",
                "0-1|0x00000003",
                "31|0x80000000",
                "0,32-35,64|0x00000001,0x0000000f,0x00000001",
            })
    void setsAreWordsTheHighestFirst(String ids, String mask) {
        assertEquals(mask, HwlocXmlWriter.mask(Idset.parse(ids)));
    }

    @Test
    void whatIsWrittenIsWhatIsRead() {
        assertEquals(
                new HwlocXmlReader.Found(
                        Optional.of("a<1>"), HOST.cores().stream().map(Core::cpus).toList(), 2),
                HwlocXmlReader.read(HwlocXmlWriter.write(HOST), Optional.empty()));
    }

    @Test
    void aMemoryOfAPartOfAPackageHasAGroup() {
        List<String> types =
                HwlocXmlWriter.write(HOST)
                        .lines()
                        .filter(line -> line.contains("<object"))
                        .map(line -> line.replaceAll(" *<object type=\"(\\w+)\".*", "$1"))
                        .limit(8)
                        .toList();
        assertEquals(
                List.of("Machine", "Package", "Group", "NUMANode", "Core", "PU", "PU", "Core"),
                types);
    }

    @Test
    void onlyAllowedCpusCount() {
        HostTopology part = HOST.restrictedTo(Idset.parse("1,5,13"));

        assertEquals(2, part.cores().size());
        assertEquals("1,5,13", part.cpus().toString());
        assertEquals(2, part.numaNodes().size());
        assertEquals(
                List.of(Idset.of(1), Idset.of(5, 13)),
                HwlocXmlReader.read(HwlocXmlWriter.write(HOST), Optional.of(Idset.parse("1,5,13")))
                        .cores());
    }

    @Test
    void anAcceleratorCountsOnceADeviceAndItsPartitionsEach() {
        String xml =
                """
                <topology version="2.0"><object type="Machine">
                <object type="Core" cpuset="0x1"/>
                <object type="PCIDev">
                <object type="OSDev"><info name="Backend" value="CUDA"/></object>
                <object type="OSDev"><info name="Backend" value="OpenCL"/></object>
                </object>
                <object type="PCIDev">
                <object type="OSDev"><info name="Backend" value="RSMI"/></object>
                <object type="OSDev"><info name="Backend" value="RSMI"/></object>
                <object type="OSDev"><info name="Backend" value="Linux"/></object>
                </object></object></topology>
                """;
        assertEquals(3, HwlocXmlReader.read(xml, Optional.empty()).gpus());
    }

    @ParameterizedTest
    @CsvSource({"<topology/>", "foo", "''"})
    void whatTellsOfNoCoresIsRefused(String xml) {
        assertThrows(FormatException.class, () -> HwlocXmlReader.read(xml, Optional.empty()));
    }
}
