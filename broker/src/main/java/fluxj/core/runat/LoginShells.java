package fluxj.core.runat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The shells of a host (shells(5)).
final class LoginShells {
    private static final List<String> WHERE_NONE_ARE_LISTED = List.of("/bin/sh", "/bin/csh");

    private LoginShells() {}

    /// The paths in a file of shells, comments left out; what the C library takes when there is no
    /// such file.
    static List<String> listedIn(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return WHERE_NONE_ARE_LISTED;
        }
        List<String> shells = new ArrayList<>();
        for (String line : lines) {
            int comment = line.indexOf('#');
            String path = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (path.startsWith("/")) {
                shells.add(path);
            }
        }
        return shells;
    }
}
