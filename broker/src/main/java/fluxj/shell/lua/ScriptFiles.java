package fluxj.shell.lua;

import fluxj.rpc.Globs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Finds files as glob(3) does: by name, a pattern in any part of it, in the order of the names.
final class ScriptFiles {
    private static final String HOME = "~";

    private ScriptFiles() {}

    /// A path as a script wrote it, made absolute.
    static Path resolve(Path directory, String path) {
        return directory.resolve(atHome(path));
    }

    private static String atHome(String path) {
        boolean isHome = path.equals(HOME) || path.startsWith(HOME + "/");
        return isHome ? System.getProperty("user.home") + path.substring(1) : path;
    }

    /// The paths that a pattern stands for, as the script would write them.
    static List<String> glob(Path directory, String pattern) {
        String path = atHome(pattern);
        List<String> found = new ArrayList<>();
        found.add(path.startsWith("/") ? "/" : "");
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                found = below(directory, found, part);
            }
        }
        return path.isEmpty() ? List.of() : found;
    }

    private static List<String> below(Path directory, List<String> folders, String part) {
        List<String> found = new ArrayList<>();
        for (String folder : folders) {
            String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
            if (isPattern(part)) {
                matching(directory.resolve(prefix), part).forEach(name -> found.add(prefix + name));
            } else if (Files.exists(directory.resolve(prefix + part))) {
                found.add(prefix + part);
            }
        }
        return found;
    }

    private static List<String> matching(Path folder, String pattern) {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                boolean isHidden = name.startsWith(".") && !pattern.startsWith(".");
                if (!isHidden && Globs.matches(pattern, name)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            // As for glob(3): a folder that cannot be read has nothing that matches.
            return names;
        }
        Collections.sort(names);
        return names;
    }

    private static boolean isPattern(String part) {
        return part.contains("*") || part.contains("?") || part.contains("[");
    }
}
