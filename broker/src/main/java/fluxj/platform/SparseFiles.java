package fluxj.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Where a file has data and where it has holes.
@FunctionalInterface
public interface SparseFiles {
    /// For systems that do not tell: a file is data from its beginning to its end.
    SparseFiles WITHOUT_HOLES = (_, size) -> size == 0 ? List.of() : List.of(new Extent(0, size));

    /// Bytes of a file that are data.
    record Extent(long offset, long length) {}

    /// The extents of a file of `size` bytes, in order; empty when it has no data. Touches the
    /// disk: for blocking work.
    List<Extent> data(Path file, long size) throws IOException;
}
