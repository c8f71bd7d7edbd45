package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellPlugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The plugins of a shell in their order, and what becomes of it when a callback fails.
final class ShellPluginStack {
    /// Hears of failures.
    interface Failures {
        /// A callback failed.
        ///
        /// @param text why; may be empty
        void failed(String plugin, String topic, String text);

        /// A callback ended the shell.
        void fatal(ShellFailure failure);
    }

    private record Entry(String name, ShellPlugin plugin) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Failures failures;

    ShellPluginStack(Failures failures) {
        this.failures = failures;
    }

    void add(String name, ShellPlugin plugin) {
        entries.add(new Entry(name, plugin));
    }

    /// Calls each plugin; false when one of them failed.
    boolean call(String topic, Consumer<ShellPlugin> callback) {
        boolean good = true;
        for (Entry entry : List.copyOf(entries)) {
            try {
                callback.accept(entry.plugin());
            } catch (FluxException e) {
                failures.failed(entry.name(), topic, e.text());
                good = false;
            } catch (ShellFailure e) {
                failures.fatal(e);
                good = false;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                failures.fatal(bug(entry, topic, e));
                good = false;
            }
        }
        return good;
    }

    /// Calls one plugin after the other, each when the one before is done; ends with the first that
    /// fails.
    ///
    /// @return true when all are done, false when one failed
    Promise<Boolean> callInTurn(String topic, Function<ShellPlugin, Promise<Empty>> callback) {
        Promise<Boolean> all = Promise.of(true);
        for (Entry entry : List.copyOf(entries)) {
            all = all.flatMap(good -> good ? callOne(entry, topic, callback) : Promise.of(false));
        }
        return all;
    }

    /// The same at the end of a shell: one that fails keeps no other from its last call.
    Promise<Boolean> callEach(String topic, Function<ShellPlugin, Promise<Empty>> callback) {
        Promise<Boolean> all = Promise.of(true);
        for (Entry entry : List.copyOf(entries)) {
            all =
                    all.flatMap(
                            good ->
                                    callOne(entry, topic, callback)
                                            .map(alsoGood -> good && alsoGood));
        }
        return all;
    }

    private Promise<Boolean> callOne(
            Entry entry, String topic, Function<ShellPlugin, Promise<Empty>> callback) {
        Promise<Empty> work;
        try {
            work = callback.apply(entry.plugin());
        } catch (ShellFailure e) {
            failures.fatal(e);
            return Promise.of(false);
        } catch (FluxException e) {
            work = Promise.failed(e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failures.fatal(bug(entry, topic, e));
            return Promise.of(false);
        }
        Deferred<Boolean> done = new Deferred<>();
        work.then(
                _ -> done.complete(true),
                error -> {
                    failures.failed(entry.name(), topic, error.text());
                    done.complete(false);
                });
        return done;
    }

    /// The map that the first plugin makes which knows the scheme.
    Promise<Optional<Taskmap>> taskmap(String scheme, String value) {
        Promise<Optional<Taskmap>> found = Promise.of(Optional.empty());
        for (Entry entry : entries) {
            found =
                    found.flatMap(
                            map ->
                                    map.isPresent()
                                            ? Promise.of(map)
                                            : taskmap(entry, scheme, value));
        }
        return found;
    }

    private Promise<Optional<Taskmap>> taskmap(Entry entry, String scheme, String value) {
        try {
            return entry.plugin().taskmap(scheme, value);
        } catch (ShellFailure e) {
            failures.fatal(e);
            return Promise.failed(new FluxException(Errno.ECANCELED));
        } catch (FluxException e) {
            return Promise.failed(e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failures.fatal(bug(entry, "taskmap." + scheme, e));
            return Promise.failed(new FluxException(Errno.ECANCELED));
        }
    }

    /// The value of a tag that a plugin knows.
    Optional<String> render(String tag) {
        for (Entry entry : entries) {
            Optional<String> value = render(entry, tag);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private Optional<String> render(Entry entry, String tag) {
        try {
            return entry.plugin().render(tag);
        } catch (FluxException e) {
            failures.failed(entry.name(), "mustache.render." + tag, e.text());
        } catch (ShellFailure e) {
            failures.fatal(e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failures.fatal(bug(entry, "mustache.render." + tag, e));
        }
        return Optional.empty();
    }

    /// A bug of a plugin ends its own job and nothing else: other shells run in this process.
    private static ShellFailure bug(Entry entry, String topic, Throwable bug) {
        return new ShellFailure("plugin '" + entry.name() + "': " + topic + ": " + bug);
    }
}
