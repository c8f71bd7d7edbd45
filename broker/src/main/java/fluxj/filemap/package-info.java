/// Files in JSON (RFC 37): what an archive in the KVS is made of and what a jobspec carries. Layer
/// 2. Read [Fileref] first.
@NullMarked
package fluxj.filemap;

import org.jspecify.annotations.NullMarked;
