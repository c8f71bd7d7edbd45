package fluxj.zmtp.crypto;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.Optional;

/// The library that was chosen for CURVE, and a line for the log that says why.
public record CurveCryptoProvider(CurveCrypto crypto, String reason) {

    /// Chooses by name: `libsodium`, `bouncycastle`, or `auto` for the first of them that works.
    ///
    /// @throws FluxException EINVAL for another name, ENOENT when libsodium is asked for and absent
    public static CurveCryptoProvider select(String name) {
        return switch (name) {
            case "auto" -> automatic();
            case "libsodium" -> sodium("as configured").orElseThrow(CurveCryptoProvider::absent);
            case "bouncycastle" -> bouncyCastle("as configured");
            default ->
                    throw new FluxException(
                            Errno.EINVAL,
                            "CURVE crypto must be auto, libsodium or bouncycastle, not '"
                                    + name
                                    + "'");
        };
    }

    private static FluxException absent() {
        return new FluxException(
                Errno.ENOENT, "libsodium is missing: install it or choose bouncycastle");
    }

    private static CurveCryptoProvider automatic() {
        return sodium("found on this machine")
                .orElseGet(() -> bouncyCastle("no libsodium here, with it CURVE is faster"));
    }

    private static Optional<CurveCryptoProvider> sodium(String why) {
        return SodiumCrypto.load().map(crypto -> chosen(crypto, why));
    }

    private static CurveCryptoProvider bouncyCastle(String why) {
        return chosen(new BouncyCastleCrypto(), why);
    }

    private static CurveCryptoProvider chosen(CurveCrypto crypto, String why) {
        return new CurveCryptoProvider(
                crypto, "CURVE crypto by " + crypto.description() + " (" + why + ")");
    }
}
