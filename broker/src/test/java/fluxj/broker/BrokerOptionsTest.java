package fluxj.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// The command line of `flux-broker` (spec broker 5.1).
class BrokerOptionsTest {
    private static BrokerOptions parse(String... words) {
        return BrokerWords.parse(List.of(words)).orElseThrow();
    }

    private static String refusal(String... words) {
        return assertThrows(FluxException.class, () -> BrokerWords.parse(List.of(words))).text();
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
            assertTrue(refusal(option).contains("\\xff' is not UTF-8 text"), option);
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
        assertEquals(2, parse("--verbose=+2").verbose());
    }

    @Test
    void helpIsNoBroker() {
        for (String help : List.of("-h", "--help", "--he", "--h", "-vh", "-hx")) {
            assertEquals(Optional.empty(), BrokerWords.parse(List.of("-v", help)), help);
        }
    }

    @Test
    void lettersMayBeInOneWord() {
        BrokerOptions options = parse("-vSa=b", "-vc", "X");
        assertEquals(2, options.verbose());
        assertEquals(List.of("a=b"), options.attributes());
        assertEquals(Optional.of("X"), options.configPath());
    }

    @Test
    void longOptionsGoByTheirFirstLetters() {
        BrokerOptions options = parse("--s=a", "--set", "b", "--verb", "--config=X", "--conf=k=v");
        assertEquals(List.of("a", "b"), options.attributes());
        assertEquals(1, options.verbose());
        assertEquals(Optional.of("X"), options.configPath());
        assertEquals(List.of("k=v"), options.config());
    }

    @Test
    void whatIsNoOptionIsRefusedByName() {
        for (String option : List.of("--nope", "--nope=3", "--c", "--co", "-x")) {
            assertUnrecognized(option, option);
        }
        assertUnrecognized("-x", "-vx");
        assertUnrecognized("-x", "-xv");
        assertUnrecognized("-2", "-v2");
        assertUnrecognized("-h", "--help=1");
    }

    private static void assertUnrecognized(String named, String word) {
        assertEquals(
                "flux-broker: unrecognized option '"
                        + named
                        + "'\nTry `flux-broker --help' for more information.",
                refusal(word));
    }

    @Test
    void aValueThatIsMissingIsNamedAsItWasWritten() {
        for (String option : List.of("-S", "-vS", "-c", "--s", "--conf", "--config")) {
            assertEquals("flux-broker: '" + option + "' missing argument", refusal(option));
        }
    }

    @Test
    void aVerbosityThatIsNoNumberIsRefused() {
        for (String level : List.of("loud", "", "99999999999")) {
            assertEquals(
                    "flux-broker: Option 'verbose' requires an integer argument",
                    refusal("--verbose=" + level));
        }
    }
}
