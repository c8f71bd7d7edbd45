package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.platform.SparseFiles.Extent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Data and holes as lseek(2) tells them.
class OsSparseFilesTest {
    private static final long FIVE_GIB = 5L << 30;

    @TempDir private Path folder;

    private final OsSparseFiles sparse = new OsSparseFiles();

    @Test
    void aFileWithoutHolesIsOneExtent() throws IOException {
        Path file = Files.writeString(folder.resolve("full"), "data");
        assertEquals(List.of(new Extent(0, 4)), sparse.data(file, 4));
    }

    @Test
    void anEmptyFileHasNoData() throws IOException {
        assertEquals(List.of(), sparse.data(Files.createFile(folder.resolve("empty")), 0));
    }

    @Test
    void dataBeyondFourGibibytesIsFound() throws IOException {
        Path file = folder.resolve("sparse");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), FIVE_GIB);
        }
        List<Extent> extents = sparse.data(file, FIVE_GIB + 1);
        assertEquals(1, extents.size());
        Extent only = extents.getFirst();
        assumeTrue(only.offset() > 0, "the file system keeps no holes");
        assertEquals(FIVE_GIB + 1, only.offset() + only.length());
        assertTrue(only.length() <= 1 << 20, only.toString());
    }

    @Test
    void anAbsentFileIsSaid() {
        FileSystemException error =
                assertThrows(
                        FileSystemException.class, () -> sparse.data(folder.resolve("none"), 1));
        assertEquals("No such file or directory", error.getReason());
    }
}
