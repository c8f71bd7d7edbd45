package fluxj.overlay.zmtp;

import fluxj.overlay.SocketSecurity;
import fluxj.zmtp.SessionSecurity;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKey;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/// Makes session security of socket security. The library and the source of keys are set up when
/// the first socket needs them.
final class SessionSecurities {
    private final String cryptoName;
    private @Nullable CurveCryptoProvider provider;
    private @Nullable SecureRandom random;

    SessionSecurities(String cryptoName) {
        this.cryptoName = cryptoName;
    }

    CurveCryptoProvider provider() {
        CurveCryptoProvider chosen = provider;
        if (chosen == null) {
            chosen = CurveCryptoProvider.select(cryptoName);
            provider = chosen;
        }
        return chosen;
    }

    private SecureRandom random() {
        SecureRandom source = random;
        if (source == null) {
            source = new SecureRandom();
            random = source;
        }
        return source;
    }

    /// @param allowed asked for each client of a CURVE server
    SessionSecurity of(SocketSecurity security, Function<CurveKey, Optional<String>> allowed) {
        return switch (security) {
            case SocketSecurity.None _ -> new SessionSecurity.None();
            case SocketSecurity.CurveServer server ->
                    new SessionSecurity.CurveServer(crypto(), server.own(), allowed, random());
            case SocketSecurity.CurveClient client ->
                    new SessionSecurity.CurveClient(
                            crypto(), client.own(), client.server(), random());
        };
    }

    private CurveCrypto crypto() {
        return provider().crypto();
    }
}
