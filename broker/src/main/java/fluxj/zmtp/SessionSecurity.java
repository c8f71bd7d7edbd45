package fluxj.zmtp;

import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The security mechanism of one connection.
public sealed interface SessionSecurity {
    /// The mechanism's name in the greeting.
    String mechanism();

    /// Whether we are the mechanism's server.
    boolean asServer();

    /// NULL: no security.
    record None() implements SessionSecurity {
        @Override
        public String mechanism() {
            return "NULL";
        }

        @Override
        public boolean asServer() {
            return false;
        }
    }

    /// CURVE, the accepting side.
    ///
    /// @param crypto the library
    /// @param own our key pair
    /// @param authorize gives the label of a client key that may connect, like a ZAP handler
    /// @param random fit for keys
    record CurveServer(
            CurveCrypto crypto,
            CurveKeyPair own,
            Function<CurveKey, Optional<String>> authorize,
            RandomGenerator random)
            implements SessionSecurity {
        @Override
        public String mechanism() {
            return "CURVE";
        }

        @Override
        public boolean asServer() {
            return true;
        }
    }

    /// CURVE, the connecting side.
    ///
    /// @param crypto the library
    /// @param own our key pair
    /// @param server the public key that the server must have
    /// @param random fit for keys
    record CurveClient(
            CurveCrypto crypto, CurveKeyPair own, CurveKey server, RandomGenerator random)
            implements SessionSecurity {
        @Override
        public String mechanism() {
            return "CURVE";
        }

        @Override
        public boolean asServer() {
            return false;
        }
    }
}
