package fluxj.cli.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class SubstitutionTest {
    private final Substitution substitution =
            new Substitution(List.of("/dir/name.tar.gz", "two"), Map.of("seq", "7", "cc", "{cc}"));

    @ParameterizedTest
    @CsvSource({
        "{}, /dir/name.tar.gz",
        "{0}-{1}, /dir/name.tar.gz-two",
        "{}-{}, /dir/name.tar.gz-two",
        "{.%}, /dir/name.tar",
        "{./}, name.tar.gz",
        "{.//}, /dir",
        "{./%}, name.tar",
        "{1.//}, ''",
        "{seq}, 7",
        "{cc}, {cc}",
        "{{id}}-{seq}, {{id}}-7",
        "plain, plain"
    })
    void bracesStandForInputs(String word, String meaning) {
        assertEquals(List.of(meaning), substitution.words(List.of(word)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{2}", "{nosuch}", "{0.nosuch}", "{", "}", "{0"})
    void otherBracesAreRefused(String word) {
        assertThrows(FormatException.class, () -> substitution.words(List.of(word)));
    }

    @Test
    void optionsAreSubstitutedIntoAndShown() {
        OptionValues before = new OptionValues();
        before.add(JobOption.NTASKS, "{seq}");
        before.add(JobOption.ENV, "A={1}");
        before.add(JobOption.ENV, "B");
        before.add(JobOption.JOB_NAME, "same");
        before.add(JobOption.ADD_FILE, "{1}");
        before.add(JobOption.CC, "0-1");
        OptionValues after = substitution.apply(before);
        assertEquals(List.of("7"), after.list(JobOption.NTASKS));
        assertEquals(List.of("{1}"), after.list(JobOption.ADD_FILE));
        assertEquals(List.of("{seq}"), before.list(JobOption.NTASKS));
        assertEquals(
                "-n7 --env=['A=two', 'B'] --cc=0-1 echo",
                Substitution.shown(before, after, List.of("echo")));
    }

    @Test
    void aWrongIndexIsToldWithItsOption() {
        OptionValues options = new OptionValues();
        options.add(JobOption.JOB_NAME, "x{5}");
        FormatException wrong =
                assertThrows(FormatException.class, () -> substitution.apply(options));
        assertEquals("Invalid replacement index in --job-name=x{5}'", wrong.getMessage());
    }
}
