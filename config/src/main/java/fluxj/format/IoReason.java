package fluxj.format;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The system's words for a failed file operation, as C programs print them and Flux's tests
/// expect.
public final class IoReason {
    private static final Pattern SPAWN_ERROR =
            Pattern.compile("error[=:] ?\\d+[,:]? \\(?([^()]+)\\)?$");

    private IoReason() {}

    /// The reason alone, such as `No such file or directory`; one line, without the path.
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case FileNotFoundException e when e.getMessage() == null -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case NotDirectoryException _ -> "Not a directory";
            case FileSystemException e when e.getReason() != null -> oneLine(e.getReason());
            default -> ofMessage(oneLine(String.valueOf(failure.getMessage())));
        };
    }

    /// Of a program that could not be started the JDK tells the number as well.
    private static String ofMessage(String message) {
        Matcher number = SPAWN_ERROR.matcher(message);
        return number.find() ? number.group(1) : message;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }
}
