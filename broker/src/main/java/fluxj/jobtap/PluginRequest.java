package fluxj.jobtap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

/// A request to a method that a plugin serves ([JobtapContext#serve]); to be answered exactly once,
/// now or later.
public interface PluginRequest {
    /// Who asks.
    int userid();

    /// True when that is the instance owner.
    boolean isOwner();

    /// What is asked; `{}` when the request has no payload.
    JsonObject body();

    /// What is asked, as a record.
    ///
    /// @throws FluxException EPROTO when it is none
    <Q extends Record> Q body(Class<Q> type);

    /// Answers with success and nothing else.
    void reply();

    /// Answers.
    void reply(JsonObject answer);

    /// Answers with a record.
    void reply(Record answer);

    /// Refuses.
    ///
    /// @param text one line; empty sends the number alone
    void fail(Errno errno, String text);
}
