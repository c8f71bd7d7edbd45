package fluxj.bootstrap;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// One way in which the brokers of an instance find each other (spec broker 3, 4): a key-value
/// space and a barrier, which some methods only pretend to have. A failure's text is what flux-core
/// would print after the name of the operation.
public interface BootstrapMethod {
    /// Who this broker is.
    ///
    /// @param name the name of the key-value space; the job id when a job manager is the server
    record Membership(int rank, int size, String name) {}

    /// The method's name, `broker.boot-method`.
    String name();

    /// Begins.
    Promise<Membership> initialize();

    /// Stores a value.
    Promise<Empty> put(String key, String value);

    /// Reads a value; fails when there is none.
    Promise<String> get(String key);

    /// Waits until all brokers wait.
    Promise<Empty> barrier();

    /// Ends the exchange.
    Promise<Empty> finish();

    /// Asks for the end of all, for that reason.
    ///
    /// @return false when there is nobody to ask
    boolean abort(String message);
}
