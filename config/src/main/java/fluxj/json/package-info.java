/// JSON as immutable values, and the one mapping between records and JSON. Layer C: imports nothing
/// else of ours, and no JSON library: what is read is what Jansson reads. Read [JsonValue] and
/// [RecordCodec] first.
@NullMarked
package fluxj.json;

import org.jspecify.annotations.NullMarked;
