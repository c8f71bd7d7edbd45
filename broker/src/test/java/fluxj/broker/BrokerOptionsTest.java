package fluxj.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// The command line of `flux-broker` (spec 5.1).
class BrokerOptionsTest {
    private static BrokerOptions parse(String... words) {
        return BrokerOptions.parse(List.of(words)).orElseThrow();
    }

    private static String refusal(String... words) {
        return assertThrows(FluxException.class, () -> BrokerOptions.parse(List.of(words))).text();
    }

    @Test
    void optionsEndAtTheFirstWordThatIsNone() {
        BrokerOptions options = parse("-Sa=b", "sh", "-c", "exit 1", "-v");
        assertEquals(List.of("a=b"), options.attributes());
        assertEquals(List.of("sh", "-c", "exit 1", "-v"), options.command());
        assertEquals(0, options.verbose());
    }

    @Test
    void optionsAreTextAndTheWordsAfterThemAnything() {
        assertEquals(List.of("a\udcff"), parse("-v", "--", "a\udcff").command());
        for (String option : List.of("-Sa=\udcff", "-c\udcff", "--conf=\udcff")) {
            assertTrue(refusal(option).contains("\\xff' is not UTF-8 text\n"), option);
        }
    }

    @Test
    void twoDashesEndThemToo() {
        assertEquals(List.of("-x"), parse("-v", "--", "-x").command());
    }

    @Test
    void valuesMayBeAttachedOrNot() {
        BrokerOptions options =
                parse("-S", "a=1", "--setattr=b=2", "--setattr", "c", "-cX", "--conf", "k=v");
        assertEquals(List.of("a=1", "b=2", "c"), options.attributes());
        assertEquals(Optional.of("X"), options.configPath());
        assertEquals(List.of("k=v"), options.config());
        assertEquals(List.of(), options.command());
    }

    @Test
    void verbosityIsCountedOrSaid() {
        assertEquals(1, parse("-v").verbose());
        assertEquals(2, parse("-vv").verbose());
        assertEquals(2, parse("-v", "--verbose").verbose());
        assertEquals(3, parse("--verbose=3").verbose());
        assertEquals(2, parse("-v2").verbose());
    }

    @Test
    void helpIsNoBroker() {
        assertEquals(Optional.empty(), BrokerOptions.parse(List.of("-v", "--help")));
        assertEquals(Optional.empty(), BrokerOptions.parse(List.of("-h")));
    }

    @Test
    void whatIsNoOptionIsRefusedByName() {
        assertEquals(
                "flux-broker: unrecognized option '--nope'\n"
                        + "Try `flux-broker --help' for more information.",
                refusal("--nope"));
        assertEquals(
                "flux-broker: unrecognized option '-x'\n"
                        + "Try `flux-broker --help' for more information.",
                refusal("-x"));
    }

    @Test
    void aValueThatIsMissingIsRefused() {
        assertEquals(
                "flux-broker: option '-S' requires an argument\n"
                        + "Try `flux-broker --help' for more information.",
                refusal("-S"));
        assertEquals(
                "flux-broker: option '--conf' requires an argument\n"
                        + "Try `flux-broker --help' for more information.",
                refusal("--conf"));
    }

    @Test
    void aVerbosityThatIsNoNumberIsRefused() {
        assertEquals(
                "flux-broker: Option \"verbose\" invalid integer 'loud'\n"
                        + "Try `flux-broker --help' for more information.",
                refusal("--verbose=loud"));
    }
}
