package fluxj.cli.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.format.FormatException;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class PythonMethodsTest {
    private static void assumePython() {
        assumeTrue(
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
                "python3 is not on PATH");
    }

    @Test
    void inputsAreTransformedByExpressions() {
        assumePython();
        try (PythonMethods methods =
                new PythonMethods(List.of("p2=2**int(x)", "is=x == '3'", "parts=x.split('-')"))) {
            Substitution substitution = new Substitution(List.of("3", "a-b"), Map.of(), methods);
            assertEquals(
                    List.of("8", "True", "a", "b"),
                    substitution.words(List.of("{0.p2}", "{0.is}", "{1.parts}")));
        }
    }

    @Test
    void pythonTellsWhatIsWrong() {
        assumePython();
        assertThrows(FormatException.class, () -> new PythonMethods(List.of("a=2**")));
        try (PythonMethods methods = new PythonMethods(List.of("a=nosuch"))) {
            assertEquals(
                    "name 'nosuch' is not defined",
                    assertThrows(FormatException.class, () -> methods.apply("a", "x"))
                            .getMessage());
        }
    }

    @Test
    void whatIsNoDefinitionIsRefused() {
        assertThrows(FormatException.class, () -> new PythonMethods(List.of("nothing")));
        try (PythonMethods none = new PythonMethods(List.of())) {
            assertFalse(none.has("a"));
        }
    }
}
