package fluxj.config.toml;

/// Where something stands in a text; both count from 1.
public record TomlPlace(int line, int column) {}
