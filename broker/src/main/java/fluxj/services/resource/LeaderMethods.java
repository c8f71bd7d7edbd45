package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamCall;
import fluxj.rpc.StreamMethod;

import java.util.function.Consumer;

/// Methods that rank 0 alone has; every other rank refuses each in the words that flux-core has for
/// it.
final class LeaderMethods {
    /// How a method is refused.
    ///
    /// @param text with the topic in the place of `%s`
    record Refusal(Errno errno, String text) {
        static final Refusal UNKNOWN = new Refusal(Errno.ENOSYS, "Unknown service method '%s'");
        static final Refusal ELSEWHERE =
                new Refusal(Errno.ENOSYS, "%s is only available on rank 0");
        static final Refusal WRONG_RANK =
                new Refusal(Errno.EPROTO, "this RPC only works on rank 0");
    }

    private final HandlerTable.Builder table;
    private final boolean leads;

    /// Adds them to a table.
    LeaderMethods(HandlerTable.Builder table, boolean leads) {
        this.table = table;
        this.leads = leads;
    }

    <Q extends Record, R extends Record> LeaderMethods on(
            RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler, Refusal refusal) {
        if (leads) {
            table.on(method, handler);
        } else {
            refuse(method.topic(), method.access(), refusal);
        }
        return this;
    }

    <Q extends Record, R extends Record> LeaderMethods on(
            StreamMethod<Q, R> method, Consumer<StreamCall<Q, R>> handler) {
        if (leads) {
            table.on(method, handler);
        } else {
            refuse(method.topic(), method.access(), Refusal.UNKNOWN);
        }
        return this;
    }

    private void refuse(String topic, Access access, Refusal refusal) {
        table.onRaw(topic, access, call -> call.fail(refusal.errno, refusal.text.formatted(topic)));
    }
}
