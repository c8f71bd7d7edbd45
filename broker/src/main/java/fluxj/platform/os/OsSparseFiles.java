package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.platform.SparseFiles;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks lseek(2) for data and holes.
public final class OsSparseFiles implements SparseFiles {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    /// The functions, linked when they are first wanted.
    private static final class Libc {
        private static final LibcFunction OPEN = LibcFunction.named("open");
        private static final LibcFunction SEEK = LibcFunction.named("lseek");
        private static final LibcFunction CLOSE = LibcFunction.named("close");
    }

    @Override
    public List<Extent> data(Path file, long size) throws IOException {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(file.toString()).address();
            fd = (int) checked(Libc.OPEN.call(path, O_RDONLY_CLOEXEC), file);
        }
        try {
            List<Extent> extents = new ArrayList<>();
            long at = 0;
            while (at < size) {
                long begin = Libc.SEEK.callForLong(fd, at, SEEK_DATA);
                if (begin == -Errno.ENXIO.number()) {
                    break;
                }
                long end =
                        checked(Libc.SEEK.callForLong(fd, checked(begin, file), SEEK_HOLE), file);
                at = Math.min(end, size);
                if (begin < at) {
                    extents.add(new Extent(begin, at - begin));
                }
            }
            return extents;
        } finally {
            Libc.CLOSE.call(fd);
        }
    }

    private static long checked(long result, Path file) throws IOException {
        if (result < 0) {
            throw new FileSystemException(file.toString(), null, new Errno((int) -result).text());
        }
        return result;
    }
}
