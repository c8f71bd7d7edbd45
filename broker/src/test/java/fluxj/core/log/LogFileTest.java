package fluxj.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class LogFileTest {
    private @TempDir Path folder;

    private int self() throws IOException {
        return Files.getAttribute(folder, "unix:uid") instanceof Integer uid ? uid : -1;
    }

    private void share() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private void append(Path file) throws IOException {
        try (OutputStream log = LogFile.open(file, self())) {
            log.write('x');
        }
    }

    private String refusal(Path file, int uid) {
        return String.valueOf(
                assertThrows(FileSystemException.class, () -> LogFile.open(file, uid)).getReason());
    }

    @Test
    void aNewFileIsTheOwnersAlone() throws IOException {
        Path file = folder.resolve("log");
        append(file);
        append(file);
        assertEquals("xx", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aLinkInAFolderOfOnesOwnIsFollowed() throws IOException {
        Path file = Files.createFile(folder.resolve("log"));
        append(Files.createSymbolicLink(folder.resolve("link"), file));
        assertEquals("x", Files.readString(file));
    }

    @Test
    void aLinkInAFolderOfAllIsNot() throws IOException {
        Path file = Files.createFile(folder.resolve("precious"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Path dangling = Files.createSymbolicLink(folder.resolve("new"), folder.resolve("nosuch"));
        Path hard = Files.createLink(folder.resolve("hard"), file);
        share();
        for (Path each : new Path[] {link, dangling, hard}) {
            assertEquals("is a link, in a folder that others may write to", refusal(each, self()));
        }
        assertEquals("", Files.readString(file));
        assertEquals(false, Files.exists(folder.resolve("nosuch")));
    }

    @Test
    void aFileOfAnotherInAFolderOfAllIsNotWritten() throws IOException {
        Path file = folder.resolve("log");
        try (FileWriter writer = new FileWriter(file.toFile(), StandardCharsets.UTF_8)) {
            writer.write("a");
        }
        share();
        append(file);
        assertEquals(
                "belongs to another user, in a folder that others may write to",
                refusal(file, self() + 1));
        assertEquals("ax", Files.readString(file));
    }
}
