/// Flux's textual value types: id sets (RFC 22), durations (RFC 23), host lists (RFC 29), task maps
/// (RFC 34) and the shape of the overlay tree. Layer C: imports only `fluxj.json` of ours. All
/// values are immutable; a text that is not one raises [FormatException]. Read [Idset] and
/// [Hostlist] first.
@NullMarked
package fluxj.format;

import org.jspecify.annotations.NullMarked;
