package fluxj.cli.job;

import fluxj.cli.Console;
import fluxj.cli.job.attach.JobWatcher;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.OptionValues;
import fluxj.format.FormatException;
import fluxj.format.IoReason;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The files of `--log` and `--log-stderr`, each opened once.
final class LogFiles implements AutoCloseable {
    private final Console console;
    private final Map<String, PrintStream> open = new LinkedHashMap<>();

    LogFiles(Console console) {
        this.console = console;
    }

    /// Where the words of a job with these options go.
    JobWatcher.Sinks sinks(OptionValues options) {
        Optional<PrintStream> log = options.text(JobOption.LOG).map(this::file);
        Optional<PrintStream> errors = options.text(JobOption.LOG_STDERR).map(this::file);
        return new JobWatcher.Sinks(
                log.orElse(console.out()), errors.or(() -> log).orElse(console.err()));
    }

    private PrintStream file(String name) {
        return open.computeIfAbsent(name, LogFiles::create);
    }

    private static PrintStream create(String name) {
        try {
            return new PrintStream(
                    new BufferedOutputStream(Files.newOutputStream(Path.of(name))),
                    true,
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FormatException(IoReason.of(e) + ": '" + name + "'");
        }
    }

    /// Closes them.
    ///
    /// @throws FormatException when one could not be written
    @Override
    public void close() {
        open.forEach(
                (name, file) -> {
                    boolean failed = file.checkError();
                    file.close();
                    if (failed) {
                        throw new FormatException("write error: '" + name + "'");
                    }
                });
    }
}
