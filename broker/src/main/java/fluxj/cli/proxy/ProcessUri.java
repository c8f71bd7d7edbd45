package fluxj.cli.proxy;

import fluxj.format.IoReason;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The instance that a process of this host is in.
final class ProcessUri {
    private static final String VARIABLE = "FLUX_URI=";

    private ProcessUri() {}

    /// The `FLUX_URI` of a process; of a broker, what it gave its first child, because its own is
    /// that of the instance above.
    static String of(String pid) {
        Path process = Path.of("/proc", pid);
        Path read = process.resolve("comm");
        try {
            boolean broker = Files.readString(read).startsWith("flux-broker");
            read = (broker ? firstChild(process, pid) : process).resolve("environ");
            String environment = new String(Files.readAllBytes(read), StandardCharsets.UTF_8);
            for (String variable : environment.split("\0", -1)) {
                if (variable.startsWith(VARIABLE)) {
                    return variable.substring(VARIABLE.length());
                }
            }
        } catch (IOException e) {
            throw Unresolved.because(IoReason.of(e) + ": '" + read + "'");
        }
        throw Unresolved.because("PID " + pid + " doesn't seem to have a FLUX_URI");
    }

    private static Path firstChild(Path process, String pid) throws IOException {
        List<Path> threads;
        try (var found = Files.list(process.resolve("task"))) {
            threads = found.sorted().toList();
        }
        for (Path thread : threads) {
            try {
                String children = Files.readString(thread.resolve("children")).strip();
                if (!children.isEmpty()) {
                    return Path.of("/proc", children.split(" ", -1)[0]);
                }
            } catch (NoSuchFileException _) {
                // The thread has ended since.
            }
        }
        throw Unresolved.because("PID " + pid + " is a flux-broker and no child found");
    }
}
