package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

class IoReasonTest {
    @Test
    void isTheSystemsWordsWithoutTheJdks() {
        assertEquals("No such file or directory", IoReason.of(new NoSuchFileException("/x")));
        assertEquals(
                "Is a directory",
                IoReason.of(new FileSystemException("/x", null, "Is a directory")));
        assertEquals("Broken pipe", IoReason.of(new IOException("Broken pipe")));
        assertEquals(
                "No such file or directory",
                IoReason.of(
                        new IOException(
                                "Cannot run program \"/x\": error=2, No such file or directory")));
        assertEquals(
                "Permission denied",
                IoReason.of(
                        new IOException(
                                "Cannot run program \"/x\": Exec failed, error: 13 (Permission"
                                        + " denied)")));
    }
}
