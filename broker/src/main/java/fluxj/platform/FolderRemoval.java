package fluxj.platform;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// Removes a folder with all that is in it; links in it are removed, not followed. What somebody
/// else removes meanwhile is as good as removed, and what cannot be removed keeps nothing else.
public final class FolderRemoval extends SimpleFileVisitor<Path> {
    private @Nullable IOException first;

    private FolderRemoval() {}

    /// Removes a file or a folder; one that is not there is no error.
    ///
    /// @throws IOException the first of those that were met
    public static void remove(Path root) throws IOException {
        FolderRemoval removal = new FolderRemoval();
        Files.walkFileTree(root, removal);
        if (removal.first != null) {
            throw removal.first;
        }
    }

    private FileVisitResult delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            note(e);
        }
        return FileVisitResult.CONTINUE;
    }

    private void note(IOException error) {
        if (first == null) {
            first = error;
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
        return delete(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
        if (!(error instanceof NoSuchFileException)) {
            note(error);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) {
        if (error != null) {
            note(error);
        }
        return delete(folder);
    }
}
