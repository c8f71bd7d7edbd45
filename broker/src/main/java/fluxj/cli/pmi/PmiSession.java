package fluxj.cli.pmi;

import fluxj.bootstrap.BootstrapMethod;
import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.bootstrap.MethodFinder;
import fluxj.bootstrap.TracedMethod;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.config.Config;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;
import fluxj.service.Environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A conversation with PMI in which each question waits for its answer.
final class PmiSession implements AutoCloseable {
    private static final int QUEUE = 16;

    /// What a question ended with: nothing when it was answered.
    private final BlockingQueue<Optional<RuntimeException>> outcome =
            new ArrayBlockingQueue<>(QUEUE);

    private final NettyReactor reactor =
            new NettyReactor("pmi", bug -> end(new IllegalStateException(bug)));
    private final OptionalLong deadlineNanos;
    private final BootstrapMethod method;
    private final Membership member;

    private PmiSession(PmiGroup options, Console console) {
        Consumer<String> trace = options.traced() ? console.err()::println : _ -> {};
        OptionalDouble limit = options.limit();
        deadlineNanos =
                limit.isPresent()
                        ? OptionalLong.of(
                                reactor.nanoTime() + Math.round(limit.getAsDouble() * 1e9))
                        : OptionalLong.empty();
        MethodFinder finder =
                new MethodFinder(
                        Config.EMPTY,
                        "",
                        new Environment(console.environment()),
                        new NettyDescriptors(reactor),
                        trace);
        method =
                new TracedMethod(
                        await("", () -> Promise.of(opened(finder, options.method()))), trace);
        member = await("", method::initialize);
    }

    private static BootstrapMethod opened(MethodFinder finder, Optional<String> name) {
        return finder.choose(name).open().get().method();
    }

    /// Begins one.
    ///
    /// @throws CommandFailure when there is no PMI, or not in time
    static PmiSession open(Console console, PmiGroup options) {
        options.limit().ifPresent(seconds -> tellTimer(console, options, seconds));
        return new PmiSession(options, console);
    }

    private static void tellTimer(Console console, PmiGroup options, double seconds) {
        if (options.traced()) {
            long micros = Math.round(seconds * 1e6);
            console.err()
                    .println(
                            "fluxj pmi: Timer is set to "
                                    + micros / 1_000_000
                                    + " sec "
                                    + micros % 1_000_000
                                    + " usec");
        }
    }

    int rank() {
        return member.rank();
    }

    int size() {
        return member.size();
    }

    /// The name of the key-value space.
    String name() {
        return member.name();
    }

    long nanoTime() {
        return reactor.nanoTime();
    }

    void barrier() {
        await("barrier: ", method::barrier);
    }

    void put(String key, String value) {
        await("put " + key + ": ", () -> method.put(key, value));
    }

    String get(String key) {
        return await("get " + key + ": ", () -> method.get(key));
    }

    /// Asks for the end of all; false when there is nobody to ask.
    boolean abort(String message) {
        return await("abort: ", () -> Promise.of(method.abort(message)));
    }

    void finish() {
        await("finalize: ", method::finish);
    }

    @Override
    public void close() {
        reactor.close();
    }

    private void end(RuntimeException problem) {
        outcome.add(Optional.of(problem));
    }

    private <T> T await(String operation, Supplier<Promise<T>> question) {
        List<T> answer = new ArrayList<>(1);
        reactor.post(
                () ->
                        ask(question)
                                .then(
                                        value -> {
                                            answer.add(value);
                                            outcome.add(Optional.empty());
                                        },
                                        error ->
                                                end(
                                                        new CommandFailure(
                                                                operation + error.getMessage()))));
        Optional<RuntimeException> problem = awaitEnd();
        if (problem.isPresent()) {
            throw problem.get();
        }
        return answer.getFirst();
    }

    private static <T> Promise<T> ask(Supplier<Promise<T>> question) {
        try {
            return question.get();
        } catch (FluxException e) {
            return Promise.failed(e);
        }
    }

    private Optional<RuntimeException> awaitEnd() {
        try {
            if (deadlineNanos.isEmpty()) {
                return outcome.take();
            }
            Optional<RuntimeException> problem =
                    outcome.poll(
                            deadlineNanos.getAsLong() - reactor.nanoTime(), TimeUnit.NANOSECONDS);
            if (problem != null) {
                return problem;
            }
            throw new CommandFailure("timeout expired before PMI operation completed");
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted");
        }
    }
}
