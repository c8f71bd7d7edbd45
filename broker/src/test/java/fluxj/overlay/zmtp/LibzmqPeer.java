package fluxj.overlay.zmtp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A libzmq socket in a Python process, see `zmtp/libzmq_peer.py`.
final class LibzmqPeer implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3";

    private final Process process;
    private final String firstLine;

    /// Starts a peer, or skips the test where Python has no libzmq.
    LibzmqPeer(Path directory, String... arguments) throws IOException {
        Path script = directory.resolve("libzmq_peer.py");
        try (InputStream source = LibzmqPeer.class.getResourceAsStream("/zmtp/libzmq_peer.py")) {
            if (source == null) {
                throw new IllegalStateException("libzmq_peer.py is not among the test resources");
            }
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of(PYTHON, script.toString()));
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        if (line == null) {
            throw new IllegalStateException("the libzmq peer ended at once");
        }
        firstLine = line;
    }

    static void assumeInstalled() throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON)) && hasModule(),
                "python3-zmq is not installed, so the engine is not tested against libzmq");
    }

    private static boolean hasModule() throws IOException {
        Process probe =
                new ProcessBuilder(PYTHON, "-c", "import zmq")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return probe.waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The endpoint that a router is bound to.
    String endpoint() {
        return firstLine;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
