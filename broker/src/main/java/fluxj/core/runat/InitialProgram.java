package fluxj.core.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// What rank 0 runs as `rc2`, from the words after the broker's options (spec broker 5.1).
public sealed interface InitialProgram {
    /// A shell at the terminal.
    ///
    /// @param shell what to run; empty for `$SHELL`
    record InteractiveShell(String shell) implements InitialProgram {}

    /// A line for `$SHELL -c`.
    record ShellLine(String line) implements InitialProgram {}

    /// A program and its arguments, without a shell.
    record Direct(List<String> argv) implements InitialProgram {}

    /// What the rule asks of the host.
    ///
    /// @param loginShells the paths in `/etc/shells`
    /// @param isExecutableFile true for the path of a regular file that may be read and executed
    /// @param stdinIsTty true when standard input is a terminal
    record Host(List<String> loginShells, Predicate<String> isExecutableFile, boolean stdinIsTty) {
        /// This host.
        public static Host here(boolean stdinIsTty) {
            return new Host(
                    LoginShells.listedIn(Path.of("/etc/shells")), Host::isExecutable, stdinIsTty);
        }

        private static boolean isExecutable(String word) {
            Path path;
            try {
                path = Path.of(word);
            } catch (InvalidPathException _) {
                return false;
            }
            return Files.isRegularFile(path) && Files.isReadable(path) && Files.isExecutable(path);
        }
    }

    /// Decides.
    ///
    /// @throws FluxException EINVAL when that is an interactive shell and there is no terminal
    static InitialProgram of(List<String> words, Host host) {
        if (words.isEmpty() || (words.size() == 1 && isLoginShell(words.getFirst(), host))) {
            if (!host.stdinIsTty()) {
                throw new FluxException(
                        Errno.EINVAL, "stdin is not a tty - can't run interactive shell");
            }
            return new InteractiveShell(words.isEmpty() ? "" : words.getFirst());
        }
        if (words.size() > 1 || isProgram(words.getFirst(), host)) {
            return new Direct(List.copyOf(words));
        }
        return new ShellLine(words.getFirst());
    }

    private static boolean isLoginShell(String word, Host host) {
        for (String shell : host.loginShells()) {
            String name = shell.substring(shell.lastIndexOf('/') + 1);
            // A script's favourites, which some hosts list as shells for locked accounts.
            boolean isShell = !name.equals("true") && !name.equals("false");
            if (isShell && (word.equals(shell) || word.equals(name))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isProgram(String word, Host host) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                return false;
            }
        }
        return host.isExecutableFile().test(word);
    }
}
