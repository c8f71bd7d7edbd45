package fluxj.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {
    @ParameterizedTest
    @CsvSource({
        "a.b, a.b, true",
        "a.b, a.c, false",
        "*, '', true",
        "*, anything, true",
        "a.*, a.b, true",
        "a.*, a., true",
        "a.*, a, false",
        "*.so*, x.so.0.0.0, true",
        "*.so*, x.py, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "kvs.*-setroot, kvs.namespace-primary-setroot, true",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false",
        "[!a-c]x, dx, true",
        "[!a-c]x, ax, false",
        "[]]x, ]x, true",
        "[ab, [ab, true",
        "[ab, a, false",
        "a\\*, a*, true",
        "a\\*, ab, false",
        "'', '', true",
        "'', a, false",
        "**a**b, xaxxb, true",
        "a, '', false"
    })
    void matchesAsTheShellDoes(String glob, String text, boolean matches) {
        assertEquals(matches, Globs.matches(glob, text));
    }
}
