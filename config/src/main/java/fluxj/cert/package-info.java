/// CURVE certificate files and the Z85 text of keys. Pure: no cryptography here; whoever loads a
/// certificate passes the function that derives a public key. Layer C. Read [CurveCertificate]
/// first.
@NullMarked
package fluxj.cert;

import org.jspecify.annotations.NullMarked;
