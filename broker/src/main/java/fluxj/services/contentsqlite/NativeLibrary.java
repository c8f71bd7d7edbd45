package fluxj.services.contentsqlite;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the driver finds its native library.
final class NativeLibrary {
    private NativeLibrary() {}

    /// Names the copy that the distribution has for this processor; without one the driver unpacks
    /// its own to the folder for temporary files at each start.
    static void locate() {
        String home = System.getProperty("fluxj.home");
        if (home == null || System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path folder =
                Path.of(
                        home,
                        "lib/native/sqlite",
                        System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64");
        if (Files.exists(folder.resolve("libsqlitejdbc.so"))) {
            System.setProperty("org.sqlite.lib.path", folder.toString());
        }
    }
}
