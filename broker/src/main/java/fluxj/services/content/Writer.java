package fluxj.services.content;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// Brings dirty entries to those who have to confirm them: the backing store, or the parent.
sealed interface Writer permits WriteBack, WriteThrough {
    /// Refuses a blob that the cache does not hold, when it cannot be taken.
    ///
    /// @param length its bytes
    /// @throws fluxj.errors.FluxException with what the one who stores it is told
    void admit(int length);

    /// Takes an entry that became dirty.
    ///
    /// @return true when the store counts as done, false when it is to wait for the confirmation
    boolean accept(CacheEntry entry);

    /// Whether a store of an entry that is dirty already counts as done.
    boolean acceptAgain(CacheEntry entry);

    /// Done when all that is dirty now is confirmed; fails with the errno of a store that failed.
    Promise<Empty> flush();

    /// How many stores are under way.
    int inFlight();
}
