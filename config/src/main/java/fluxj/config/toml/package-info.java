/// TOML text to JSON values, with the line and column of every key. The only package that sees the
/// TOML library, which is loaded when there is TOML and not before. Layer C. Read [TomlDocument]
/// first.
@NullMarked
package fluxj.config.toml;

import org.jspecify.annotations.NullMarked;
