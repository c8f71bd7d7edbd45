package fluxj.cli.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The lines are those of `flux sproc ps -o` of flux-core 0.88 for the same processes.
class OutputFormatTest {
    private static final Map<String, String> HEADINGS =
            Map.of("pid", "PID", "label", "LABEL", "cmd", "COMMAND", "none", "NONE");
    private static final List<FieldItem> ITEMS =
            List.of(item(4979, "-", "flux module"), item(4983, "alpha", "sh"));

    private static FieldItem item(long pid, String label, String command) {
        return FieldItem.of(
                JsonObject.builder()
                        .put("pid", pid)
                        .put("label", label)
                        .put("cmd", command)
                        .put("none", "")
                        .build());
    }

    private static List<String> lines(String format, boolean withHeadings) {
        List<String> lines = new ArrayList<>();
        OutputFormat.of(format, HEADINGS).print(ITEMS, withHeadings, 0, lines::add);
        return lines;
    }

    private static String refusal(String format) {
        return assertThrows(CommandFailure.class, () -> lines(format, false)).line();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{pid};PID;4979;4983",
                "{pid:>8} {cmd};     PID COMMAND;    4979 flux module;    4983 sh",
                "{pid:<8}|{label:^10}|;PID     |  LABEL   |;4979    |    -     |;4983    |  alpha   |",
                "{pid:08d};PID     ;00004979;00004983",
                "{pid:+d}|{pid: }|{pid:,}|{pid:_};PID|PID|PID|PID;+4979| 4979|4,979|4_979;+4983| 4983|4,983|4_983",
                "{pid:x}|{pid:#X}|{pid:#010x}|{pid:o};PID|PID|PID       |PID;1373|0X1373|0x00001373|11563;1377|0X1377|0x00001377|11567",
                "{pid:b}|{pid:_b};PID|PID;1001101110011|1_0011_0111_0011;1001101110111|1_0011_0111_0111",
                "{pid:08,}|{pid:c};PID     |PID;0,004,979|፳;0,004,983|፷",
                "{pid!s:>9s}|{pid:>6h};      PID|   PID;     4979|  4979;     4983|  4983",
                "{label:*^12.2}|;   LABEL    |;*****-******|;*****al*****|",
                "{label:12.2+}|{cmd:.3+}|;LABEL       |COMMAND|;-           |fl+|;al          |sh|",
                "{label:h}|{none:h}|{none:>3h}|;LABEL|NONE|NONE|;-|-|  -|;alpha|-|  -|",
                "{label:07};LABEL  ;-000000;alpha00",
                "{label:ü>7};  LABEL;üüüüüü-;üüalpha",
                "{{{pid}}};{PID};{4979};{4983}",
                "plain{};plain;plain;plain",
                "sort:-pid {pid};PID;4983;4979",
                "sort:label,cmd{cmd};COMMAND;flux module;sh",
                "sort:-label {label};LABEL;alpha;-",
                "?:{none:>8} +:{label:<3.3}|; LABEL|; -    |; alpha|",
                "?+:{cmd:>3}|?:{pid};    COMMAND|PID;flux module|4979;         sh|4983",
                "?:x{label};?:xLABEL;?:x-;?:xalpha",
            })
    void aFormatIsUnderstoodAsFluxDoes(String format, String heading, String first, String second) {
        assertEquals(List.of(heading, first, second), lines(format, true));
    }

    @Test
    void blankLinesAreNotPrinted() {
        assertEquals(List.of("NONE "), lines("{none} ", true));
        assertEquals(List.of("4979", "4983"), lines("{pid}", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{nosuch};Unknown format field: nosuch",
                "{pid.real};Unknown format field: pid.real",
                "{pid;expected '}' before end of string",
                "pid};Single '}' encountered in format string",
                "pid{;Single '{' encountered in format string",
                "{pid!x};Unknown conversion specifier x",
                "{pid:>{pid}};no field may stand within another: {pid:>{pid",
                "{pid:s};Unknown format code 's' for object of type 'int'",
                "{pid:zzz};Invalid format specifier 'zzz' for object of type 'int'",
                "{pid:.3d};Precision not allowed in integer format specifier",
                "{pid:,x};Cannot specify ',' with 'x'.",
                "{pid:>99999999999};Too many decimal digits in format string",
                "{label:d};Unknown format code 'd' for object of type 'str'",
                "{label:=9};'=' alignment not allowed in string format specifier",
                "{label: 9};Space not allowed in string format specifier",
                "{label:,};\"Cannot specify ',' with 's'.\"",
                "sort:nosuch {pid};Invalid sort key: nosuch",
            })
    void whatIsNoFormatIsRefusedInPythonsWords(String format, String reason) {
        assertEquals("ERROR: " + reason, refusal(format));
    }
}
