package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ProcessMemory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The heap by way of the collector, the rest by way of the C library.
public final class OsProcessMemory implements ProcessMemory {
    private static final Path STATM = Path.of("/proc/self/statm");

    private static final String TRIM = "malloc_trim";

    private long pageSize;

    @Override
    public long resident() {
        if (pageSize == 0) {
            pageSize = LibcFunction.named("getpagesize").call();
        }
        try {
            String pages = Files.readString(STATM);
            int from = pages.indexOf(' ') + 1;
            return Long.parseLong(pages.substring(from, pages.indexOf(' ', from))) * pageSize;
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, STATM + ": " + e.getMessage());
        }
    }

    @Override
    public long heapUsed() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void giveBack() {
        System.gc();
        if (LibcFunction.exists(TRIM)) {
            LibcFunction.named(TRIM).call(0);
        }
    }
}
