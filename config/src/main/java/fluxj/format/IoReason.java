package fluxj.format;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// The system's words for a failed file operation, as C programs print them and Flux's tests
/// expect.
public final class IoReason {
    private IoReason() {}

    /// The reason alone, such as `No such file or directory`; one line, without the path.
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case NotDirectoryException _ -> "Not a directory";
            case FileSystemException e when e.getReason() != null -> oneLine(e.getReason());
            default -> oneLine(String.valueOf(failure.getMessage()));
        };
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }
}
