package fluxj.bootstrap;

import fluxj.json.JsonValue;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.List;
import java.util.Optional;

/// The bootstrap service: through it the overlay meets its peers, whatever the method is (spec
/// broker 4.3). Owner only.
public final class BootstrapProtocol {
    /// What a broker tells the others: how to reach it and whom to expect there.
    ///
    /// @param uri where it listens; empty on a leaf
    /// @param pubkey its public key; absent where all share a certificate
    public record Bizcard(String host, List<String> uri, Optional<String> pubkey) {}

    /// This broker's card.
    public record Iam(Bizcard bizcard) {}

    /// Whose cards are wanted: a rank, or an idset.
    public record Whois(JsonValue ranks) {}

    /// One card.
    public record Found(int rank, Bizcard bizcard) {}

    /// The end of the exchange.
    ///
    /// @param crit the ranks that are critical unless an attribute says otherwise
    public record Finalize(Optional<String> crit) {}

    /// Publishes this broker's card.
    public static final RpcMethod<Iam, Empty> IAM =
            new RpcMethod<>("bootstrap.iam", Iam.class, Empty.class, Access.OWNER);

    /// Answers when every broker has called it.
    public static final RpcMethod<Empty, Empty> BARRIER =
            new RpcMethod<>("bootstrap.barrier", Empty.class, Empty.class, Access.OWNER);

    /// Cards of other brokers; streaming when more than one is wanted.
    public static final StreamMethod<Whois, Found> WHOIS =
            new StreamMethod<>("bootstrap.whois", Whois.class, Found.class, Access.OWNER, false);

    /// Ends the exchange and sets the attributes that follow from it.
    public static final RpcMethod<Finalize, Empty> FINALIZE =
            new RpcMethod<>("bootstrap.finalize", Finalize.class, Empty.class, Access.OWNER);

    private BootstrapProtocol() {}
}
