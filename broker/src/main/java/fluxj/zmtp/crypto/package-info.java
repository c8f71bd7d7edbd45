/// The cryptography under CURVE: X25519 key agreement and XSalsa20-Poly1305 boxes, by libsodium
/// when the machine has it and by Bouncy Castle otherwise. Layer 0. Read [CurveCrypto] first; this
/// is the only package besides `platform.os` that calls native code.
@NullMarked
package fluxj.zmtp.crypto;

import org.jspecify.annotations.NullMarked;
