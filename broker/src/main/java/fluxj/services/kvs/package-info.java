/// The `kvs` module (RFC 11, RFC 16; spec services 2, 19.1 to 19.3). Layer 4. The pure parts are in
/// `fluxj.services.kvs.tree`. Read [KvsProtocol] first.
@NullMarked
package fluxj.services.kvs;

import org.jspecify.annotations.NullMarked;
