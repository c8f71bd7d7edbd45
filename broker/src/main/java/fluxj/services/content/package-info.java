/// The `content` module: a cache of blobs on every rank (RFC 10, spec services 1, 19.5). Layer 4.
/// Read [ContentProtocol] first.
@NullMarked
package fluxj.services.content;

import org.jspecify.annotations.NullMarked;
