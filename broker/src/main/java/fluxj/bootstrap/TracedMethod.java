package fluxj.bootstrap;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.function.Consumer;

/// Tells what a method does, line by line.
public record TracedMethod(BootstrapMethod method, Consumer<String> trace)
        implements BootstrapMethod {
    @Override
    public String name() {
        return method.name();
    }

    @Override
    public Promise<Membership> initialize() {
        Promise<Membership> result = method.initialize();
        result.then(
                member ->
                        tell(
                                "initialize: rank="
                                        + member.rank()
                                        + " size="
                                        + member.size()
                                        + " name="
                                        + member.name()
                                        + ": success"),
                error -> tell("initialize", error));
        return result;
    }

    @Override
    public Promise<Empty> put(String key, String value) {
        Promise<Empty> result = method.put(key, value);
        result.then(
                _ -> tell("put key=" + key + " value=" + value + ": success"),
                error -> tell("put key=" + key, error));
        return result;
    }

    @Override
    public Promise<String> get(String key) {
        Promise<String> result = method.get(key);
        result.then(
                value -> tell("get key=" + key + " value=" + value + ": success"),
                error -> tell("get key=" + key, error));
        return result;
    }

    @Override
    public Promise<Empty> barrier() {
        Promise<Empty> result = method.barrier();
        result.then(_ -> tell("barrier: success"), error -> tell("barrier", error));
        return result;
    }

    @Override
    public Promise<Empty> finish() {
        Promise<Empty> result = method.finish();
        result.then(_ -> tell("finalize: success"), error -> tell("finalize", error));
        return result;
    }

    @Override
    public boolean abort(String message) {
        boolean told = method.abort(message);
        tell("abort: success");
        return told;
    }

    private void tell(String operation, FluxException error) {
        tell(operation + ": " + error.getMessage());
    }

    private void tell(String text) {
        trace.accept(name() + ": " + text);
    }
}
