package fluxj.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Processes by way of `/proc`. What has gone when it is looked at was never there.
public final class KernelProcessTable implements ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final int uid;

    /// @param uid the user whose processes they are
    public KernelProcessTable(int uid) {
        this.uid = uid;
    }

    @Override
    public List<Entry> startedWith(String variable, String value) {
        String wanted = "\0" + variable + "=" + value + "\0";
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path folder : folders) {
                look(folder, wanted).ifPresent(found::add);
            }
        } catch (IOException e) {
            // Without /proc nothing can be said of others.
            return List.of();
        }
        return found;
    }

    private Optional<Entry> look(Path folder, String wanted) {
        long pid = Long.parseLong(folder.getFileName().toString());
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty() || pid == ProcessHandle.current().pid()) {
            return Optional.empty();
        }
        try {
            if (!Integer.valueOf(uid).equals(Files.getAttribute(folder, "unix:uid"))) {
                return Optional.empty();
            }
            String environment = "\0" + text(folder.resolve("environ"));
            if (!environment.contains(wanted)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Entry(
                            Math.toIntExact(pid),
                            text(folder.resolve("comm")).strip(),
                            variables(environment),
                            handle.get()::destroyForcibly));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static Map<String, String> variables(String environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String entry : environment.split("\0", -1)) {
            int at = entry.indexOf('=');
            if (at > 0) {
                variables.putIfAbsent(entry.substring(0, at), entry.substring(at + 1));
            }
        }
        return variables;
    }
}
