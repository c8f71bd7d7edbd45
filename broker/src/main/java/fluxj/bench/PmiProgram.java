package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program whose ranks exchange keys, the same for both sides: one of our own when this machine
/// has a C compiler, else flux-core's `flux pmi exchange`, which reads a byte at a time.
final class PmiProgram implements AutoCloseable {
    private static final String SOURCE = "pmirank.c";

    private final Path directory;
    private final List<String> command;
    private final boolean isOurs;

    private PmiProgram(Path directory, List<String> command, boolean isOurs) {
        this.directory = directory;
        this.command = command;
        this.isOurs = isOurs;
    }

    /// @param core whose command there is when there is no compiler
    static PmiProgram build(Side core) {
        try {
            Path directory = Files.createTempDirectory("fluxj-bench-");
            Path source = directory.resolve(SOURCE);
            Path program = directory.resolve("pmirank");
            try (InputStream text = PmiProgram.class.getResourceAsStream(SOURCE)) {
                if (text == null) {
                    throw new IllegalStateException(SOURCE + " is not on the class path");
                }
                Files.copy(text, source);
            }
            boolean isOurs = compile(source, program);
            List<String> theirs =
                    List.of(core.command(), "pmi", "--method=simple", "exchange", "--count");
            return new PmiProgram(directory, isOurs ? List.of(program.toString()) : theirs, isOurs);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, IoReason.of(e));
        }
    }

    private static boolean compile(Path source, Path program) {
        ProcessBuilder compiler =
                new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString());
        try {
            StartBench.timeOfOne(compiler);
            return true;
        } catch (FluxException _) {
            return false;
        }
    }

    /// What it is, for people.
    String name() {
        return isOurs ? SOURCE : String.join(" ", command);
    }

    /// A command line that runs so many exchanges, in each of which every rank gets all keys.
    ///
    /// @param launch what goes before
    List<String> gettingAll(List<String> launch, int exchanges) {
        return command(launch, isOurs ? List.of("all") : List.of(), exchanges);
    }

    /// A command line that runs so many exchanges, in each of which the ranks of a node divide the
    /// keys among them; empty when the program cannot do that.
    ///
    /// @param launch what goes before
    Optional<List<String>> dividing(List<String> launch, int exchanges) {
        return isOurs
                ? Optional.of(command(launch, List.of("share"), exchanges))
                : Optional.empty();
    }

    private List<String> command(List<String> launch, List<String> how, int exchanges) {
        List<String> words = new ArrayList<>(launch);
        words.addAll(command);
        words.addAll(how);
        words.add(Integer.toString(exchanges));
        return words;
    }

    @Override
    public void close() {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, IoReason.of(e));
        }
    }
}
