package fluxj.services.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What rank 0 runs while the instance is up: an interactive shell, a command line for the shell,
/// or a program with its arguments (spec 5.1).
///
/// @param words the words after the broker's options
/// @param shell the user's shell
/// @param ownGroup it leads a process group of its own
public record InitialProgram(List<String> words, String shell, boolean ownGroup) {
    private static final Path SHELLS = Path.of("/etc/shells");

    /// True when it is a shell that talks to a user.
    public boolean isInteractive() {
        return words.isEmpty() || (words.size() == 1 && isShell(words.getFirst()));
    }

    private static boolean isShell(String word) {
        List<String> shells;
        try {
            shells = Files.readAllLines(SHELLS, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            shells = List.of("/bin/sh", "/bin/csh");
        }
        for (String line : shells) {
            String path = line.strip();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.startsWith("/")
                    && !name.equals("true")
                    && !name.equals("false")
                    && (word.equals(path) || word.equals(name))) {
                return true;
            }
        }
        return false;
    }

    /// The command.
    ///
    /// @throws FluxException EINVAL for an interactive shell without a terminal
    Entry entry(boolean isTerminal) {
        if (isInteractive()) {
            if (!isTerminal) {
                throw new FluxException(
                        Errno.EINVAL, "stdin is not a tty - can't run interactive shell");
            }
            String program = words.isEmpty() ? shell : words.getFirst();
            return new Entry(List.of(program), program, false, ownGroup);
        }
        if (words.size() == 1 && !isExecutable(words.getFirst())) {
            String line = words.getFirst();
            return new Entry(List.of(shell, "-c", line), line, false, ownGroup);
        }
        return new Entry(words, String.join(" ", words), false, ownGroup);
    }

    private static boolean isExecutable(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (Character.isWhitespace(word.charAt(i))) {
                return false;
            }
        }
        try {
            Path path = Path.of(word);
            return Files.isRegularFile(path) && Files.isExecutable(path) && Files.isReadable(path);
        } catch (InvalidPathException _) {
            return false;
        }
    }
}
