/// JSON as immutable values, and the one mapping between records and JSON. Layer C: imports nothing
/// else of ours; the JSON library is not seen outside this package. Read [JsonValue] and
/// [RecordCodec] first.
@NullMarked
package fluxj.json;

import org.jspecify.annotations.NullMarked;
