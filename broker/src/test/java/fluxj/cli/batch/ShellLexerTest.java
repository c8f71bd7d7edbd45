package fluxj.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Expected is what `shlex.shlex(posix=True, punctuation_chars=True)` gives as Flux sets it up.
class ShellLexerTest {
    @Test
    void wordsEndAtBlanksAndCommentsAnywhere() {
        assertEquals(List.of("-N4", "a", "--x=y"), ShellLexer.split("  -N4\ta --x=y#z # more"));
        assertEquals(List.of(), ShellLexer.split(" # all"));
        assertEquals(List.of(), ShellLexer.split(""));
    }

    @Test
    void quotesAndBackslashesAreTakenOff() {
        assertEquals(List.of("-o", "a b#c", ""), ShellLexer.split("-o 'a b'\"#c\" ''"));
        assertEquals(List.of("a b", "it's", "\\n"), ShellLexer.split("a\\ b 'it\\'s' '\\n'"));
        assertEquals(List.of("\\", "#"), ShellLexer.split("\\\\ \\#"));
    }

    @Test
    void punctuationIsAWordOfItsOwn() {
        assertEquals(List.of("a", ";", "b", "&&", "c", "<"), ShellLexer.split("a;b&&c<"));
        assertEquals(List.of("a;b"), ShellLexer.split("'a;b'"));
    }

    @Test
    void whatDoesNotEndIsRefused() {
        assertThrows(FormatException.class, () -> ShellLexer.split("a 'b"));
        assertThrows(FormatException.class, () -> ShellLexer.split("a \"b\\\""));
        assertThrows(FormatException.class, () -> ShellLexer.split("a\\"));
    }

    @Test
    void whatIsQuotedComesBackAsItWas() {
        for (String text : List.of("", "a", "a b", "it's", "\"'\\\n#;", "ö")) {
            assertEquals(List.of(text), ShellLexer.split(ShellLexer.quote(text)), text);
        }
    }
}
