package fluxj.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The modules of the build, which all stand beside the one whose tests run.
final class Modules {
    private Modules() {}

    /// What has that path inside a module, in each module that has it.
    static List<Path> with(String path) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.resolve(path))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }
}
