package fluxj.config;

/// Where a key was set.
///
/// @param file the file as it was named, or `--conf`
/// @param line counted from 1
/// @param column counted from 1
public record SourcePlace(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
