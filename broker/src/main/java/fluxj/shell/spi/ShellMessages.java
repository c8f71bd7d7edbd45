package fluxj.shell.spi;

import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamCall;
import fluxj.rpc.StreamMethod;

import java.util.function.Consumer;

/// What shells say to each other and hear from others (spec services 15.3). Only the instance's
/// owner and the job's user are listened to.
public interface ShellMessages {
    /// Answers a method of the shells' service from now on. Methods are bound during
    /// [ShellPlugin#init], before which nobody is heard.
    <Q extends Record, R extends Record> void serve(
            RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler);

    /// The same for a service below that of the shells.
    ///
    /// @param service its full name
    <Q extends Record, R extends Record> void serveBelow(
            String service, RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler);

    /// The same for a method that may answer again.
    <Q extends Record, R extends Record> void serveBelow(
            String service, StreamMethod<Q, R> method, Consumer<StreamCall<Q, R>> handler);

    /// The same for a topic whose payload the handler reads itself.
    void serveRaw(String topic, Consumer<RawCall> handler);

    /// Asks the shell of that rank.
    <Q extends Record, R extends Record> Promise<R> ask(
            int shellRank, RpcMethod<Q, R> method, Q body);

    /// Tells the shell of that rank something that it does not answer.
    <Q extends Record> void tell(int shellRank, RpcMethod<Q, ?> method, Q body);

    /// Hears the events `shell-<id>.<name>`, which go to all shells of the job.
    void onEvent(String name, Consumer<JsonObject> handler);
}
