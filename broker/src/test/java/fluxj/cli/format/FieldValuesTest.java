package fluxj.cli.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/// Values of all kinds, as flux-core's own formatter shows them.
class FieldValuesTest {
    private static final double WHEN =
            LocalDateTime.of(2020, 11, 16, 20, 4, 17).atZone(ZoneId.systemDefault()).toEpochSecond()
                    + 0.1234;
    private static final FieldItem ITEM =
            FieldItem.of(
                    JsonObject.builder()
                            .put("r", 1605557057.1234)
                            .put("when", WHEN)
                            .put("z", 0.0)
                            .put("s", "some text")
                            .put("e", "")
                            .put("n", 12)
                            .put("t", true)
                            .put("d", 5400.5)
                            .put("x", 0.0042)
                            .put("m", 0.75)
                            .put("big", 1e17)
                            .put("neg", -3.5)
                            .put("span", 1605557057.0)
                            .put("null", JsonValue.Null.NULL)
                            .build());

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{r};1605557057.1234",
                "{z};0.0",
                "{big};1e+17",
                "{x};0.0042",
                "{neg:+.2f}|{r:.0f};-3.50|1605557057",
                "{r:>20.3f}|;      1605557057.123|",
                "{d:010.1f}|{d:,.2f};00005400.5|5,400.50",
                "{d:e}|{x:g}|{x:.2g}|{big:g}|{d:.3};5.400500e+03|0.0042|0.0042|1e+17|5.4e+03",
                "{m:%}|{m:.1%}|{n:.2f}|{n:e};75.000000%|75.0%|12.00|1.200000e+01",
                "{t}|{t:>5}|{t:d};True|    1|1",
                "{when!d}|{when!d:%b%d %R::>14};2020-11-16T20:04:17|   Nov16 20:04",
                "{when!d:%a %j %y %I %p};Mon 321 20 08 PM",
                "{z!d:%b%d::>6h}|{z!D}|{when!D:>20}|{e!D:h};     -|| 2020-11-16T20:04:17|-",
                "{d!F}|{z!F:>5h}|{x!F}|{n!F}|{e!F:h}|{m!F};1.5h|    -|0.004s|12s|-|0.750s",
                "{d!H}|{m!H}|{z!H:h}|{span!H};1:30:00|0:00:01|-|18582 days, 20:04:17",
                "{m!P}|{x!P}|{n!P}|{e!P};75%|0.42%|1.2e+03%|",
                "{s!r}|{n!s:>4}|{s:.4+}|{s!s:^13}|;'some text'|  12|som+|  some text  |",
                "{d:n}|{d:>12}|{z:>6}|{n:,}|{d:_.1f};5400.5|      5400.5|   0.0|12|5_400.5",
                "{null}|{null:>3d}|{null:.2f}|{null!F:h}|{null:h}|{null:>2h};|   ||-|-| -",
            })
    void aValueIsShownAsInFlux(String format, String shown) {
        assertEquals(
                Optional.of(shown), OutputFormat.of(format, _ -> Optional.of("H")).line(ITEM, 0));
    }
}
