package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.Severity;

/// Tells the plugin how it went (spec coral2 4.3.2).
final class Outcomes {
    private Outcomes() {}

    /// What a user has done wrong; administrators are not told.
    static FluxException userError(String text) {
        return new FluxException(Errno.EPERM, text);
    }

    /// Answers when it is done.
    static void answer(DwsContext context, Call<?, Outcome> call, Promise<Empty> done) {
        done.then(
                _ -> call.reply(Outcome.SUCCESS),
                error -> {
                    String why = String.valueOf(error.getMessage());
                    if (!error.errno().equals(Errno.EPERM)) {
                        context.flux().log(Severity.ERR, why);
                        context.host().warn(call.request().topic() + ": " + why);
                    }
                    call.reply(Outcome.failure(why));
                });
    }
}
