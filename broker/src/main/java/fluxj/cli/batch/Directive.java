package fluxj.cli.batch;

import fluxj.format.FormatException;

import java.util.List;

/// Options that a script asks for in one of its lines.
///
/// @param line its number, from 1
/// @param arguments words of a command line; none when the line says nothing
record Directive(int line, List<String> arguments) {
    /// Reads what stands behind the sentinel.
    ///
    /// @throws FormatException when it is no line of options
    static Directive parse(String text, int line) {
        List<String> words;
        try {
            words = ShellLexer.split(text);
        } catch (FormatException e) {
            throw new FormatException("line " + line + ": " + text + ": " + e.getMessage());
        }
        if (!words.isEmpty() && !words.getFirst().startsWith("-")) {
            throw new FormatException("line " + line + ": Unknown directive: " + text);
        }
        return new Directive(line, words);
    }
}
