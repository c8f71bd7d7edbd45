package fluxj.core.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.FixedHost;
import fluxj.module.ModuleEnvironment;
import fluxj.platform.Signum;
import fluxj.platform.Terminal;
import fluxj.platform.os.ReactorThread;
import fluxj.reactor.Deferred;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.Router;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;
import fluxj.service.Severity;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Credentials;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists of commands over real processes, whose log lines and attributes a test can see.
final class Workbench implements Attributes, Log, AutoCloseable {
    /// Stands for an attribute that is set without a value.
    static final String NO_VALUE = "(no value)";

    private record Awaited(String text, Deferred<String> found) {}

    final ReactorThread thread = new ReactorThread();
    final List<String> logged = new ArrayList<>();
    final List<String> statuses = new ArrayList<>();
    final List<String> printed = new ArrayList<>();
    final Map<String, String> attributes = new LinkedHashMap<>();
    final Environment environment =
            new Environment(Map.of("PATH", "/usr/bin:/bin", "SHELL", "/bin/sh", "PMI_RANK", "0"));
    final SubprocessServer server =
            new SubprocessServer(
                    thread.reactor(),
                    thread.spawner(),
                    new ServerEnvironment(0, "local:///run/local-0", Map.of()),
                    (_, line) -> logged.add(line),
                    (_, _) -> {
                        throw new FluxException(Errno.ENOENT);
                    });
    final Runat runat;
    private final List<Awaited> awaited = new ArrayList<>();

    Workbench(Optional<Terminal> terminal) {
        attributes.put("local-uri", "local:///run/local-0");
        runat =
                new Runat(
                        new ModuleEnvironment(
                                0,
                                1,
                                thread.reactor(),
                                () -> 0,
                                new FixedHost(terminal),
                                new Router(0, "", () -> Credentials.NONE),
                                new DeliveryQueue(thread.reactor()),
                                this,
                                environment,
                                () -> JsonObject.EMPTY,
                                _ -> this,
                                fault -> {
                                    throw fault;
                                }),
                        server,
                        statuses::add,
                        printed::add);
    }

    /// Log lines, their durations left out.
    @Override
    public void log(Severity severity, String text) {
        String line = severity.word() + ' ' + text.replaceFirst(" \\d+\\.\\ds$", " T");
        logged.add(line);
        for (Awaited one : List.copyOf(awaited)) {
            if (line.contains(one.text())) {
                one.found().complete(line);
            }
        }
    }

    /// The next log line with that text; asked for on the reactor.
    Deferred<String> line(String text) {
        Deferred<String> found = new Deferred<>();
        awaited.add(new Awaited(text, found));
        return found;
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(attributes.get(name)).filter(value -> !value.equals(NO_VALUE));
    }

    @Override
    public boolean isPresent(String name) {
        return attributes.containsKey(name);
    }

    @Override
    public void set(String name, String value) {
        attributes.put(name, value);
    }

    /// Runs a list to its end; its exit code.
    int run(String list) {
        return thread.await(
                () -> {
                    Deferred<Integer> rc = new Deferred<>();
                    runat.start(list, rc::complete);
                    return rc;
                });
    }

    @Override
    public void close() {
        thread.await(() -> server.shutdown(Signum.SIGKILL, Duration.ofSeconds(10)));
        thread.close();
    }
}
