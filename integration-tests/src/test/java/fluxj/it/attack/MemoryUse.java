package fluxj.it.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process holds of the machine's memory, as the kernel counts it.
///
/// @param pid the process
record MemoryUse(long pid) {
    private static final String RESET_PEAK = "5";

    /// MiB it holds now.
    long residentMib() {
        return statusMib("VmRSS:");
    }

    /// MiB it has held at most since [#resetPeak].
    long peakMib() {
        return statusMib("VmHWM:");
    }

    /// Lets the peak begin anew.
    void resetPeak() {
        try {
            Files.writeString(proc("clear_refs"), RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long statusMib(String field) {
        try {
            for (String line : Files.readAllLines(proc("status"))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("process " + pid + " has no " + field);
    }

    private Path proc(String name) {
        return Path.of("/proc/" + pid + "/" + name);
    }
}
