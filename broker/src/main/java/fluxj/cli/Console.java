package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.client.HandleTrace;
import fluxj.client.ProcessInput;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.os.ProcessStart;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a command touches besides the broker: its streams and its environment.
///
/// @param out standard output; flushed when the command ends or somebody waits
/// @param err standard error
/// @param in standard input
/// @param environment the environment variables
public record Console(
        Output out, PrintStream err, InputStream in, Map<String, String> environment) {
    private static final Duration READER_CHECKS = Duration.ofMillis(500);

    /// The streams of this process.
    public static Console ofProcess() {
        return new Console(
                Output.ofProcess(), System.err, ProcessInput.open(), ProcessStart.environment());
    }

    /// The top folder of the installation, which the launcher gives.
    public String home() {
        String home = System.getProperty("fluxj.home", "");
        if (home.isEmpty()) {
            throw new CommandFailure("the property fluxj.home is not set: start it with bin/fluxj");
        }
        return home;
    }

    /// True when standard output is a terminal.
    public boolean terminal() {
        return out.isTerminal();
    }

    /// Ends the command silently soon after the reader of standard output has left, even when there
    /// is nothing to write; for commands that print as things happen.
    public void watchReader(FluxClient client) {
        if (out.hasReader()) {
            client.reactor().every(READER_CHECKS, out::checkReader);
        }
    }

    /// Prints a line that must be seen now.
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /// True when the output should be coloured: `always`, `never`, or `auto`, which means on a
    /// terminal unless `NO_COLOR` is set.
    public boolean colours(String when) {
        return switch (when) {
            case "always" -> true;
            case "never" -> false;
            case "auto" -> terminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
            default -> throw new CommandFailure("Invalid argument to --color: '" + when + "'");
        };
    }

    /// Connects to the broker that the environment names.
    public FluxClient connect() {
        return connect("");
    }

    private String hint(String uri) {
        boolean chosen = !uri.isEmpty() || !environment.getOrDefault("FLUX_URI", "").isEmpty();
        return chosen
                ? ""
                : "; FLUX_URI is not set: set it, or start an instance with 'fluxj start'";
    }

    /// The client, whose messages are shown when `FLUX_HANDLE_TRACE` is set.
    public FluxClient traced(FluxClient client) {
        if (environment.containsKey("FLUX_HANDLE_TRACE")) {
            client.observe(new HandleTrace(System::nanoTime, err::print));
        }
        return client;
    }

    /// Connects to the broker of a URI.
    public FluxClient connect(String uri) {
        try {
            return traced(FluxClient.open(uri, environment));
        } catch (FluxException e) {
            throw new CommandFailure("Unable to connect to Flux: " + e.getMessage() + hint(uri));
        }
    }

    /// Streams and environment for the instance so many levels above the one that the environment
    /// names, or for the highest there is.
    public Console above(int levels) {
        Console chosen = this;
        for (int level = 0; level < levels; level++) {
            chosen = chosen.parent();
        }
        return chosen;
    }

    /// Those for the instance that has no parent.
    public Console root() {
        try (FluxClient client = connect()) {
            return above(Integer.parseInt(client.attribute("instance-level")));
        } catch (NumberFormatException e) {
            throw new CommandFailure("got invalid instance-level attribute: " + e.getMessage());
        }
    }

    private Console parent() {
        try (FluxClient client = connect()) {
            Optional<String> uri = attribute(client, "parent-uri");
            if (uri.isEmpty()) {
                return this;
            }
            Map<String, String> chosen = new HashMap<>(environment);
            chosen.put("FLUX_URI", uri.get());
            chosen.remove("FLUX_KVS_NAMESPACE");
            attribute(client, "parent-kvs-namespace")
                    .ifPresent(name -> chosen.put("FLUX_KVS_NAMESPACE", name));
            return new Console(out, err, in, chosen);
        }
    }

    private static Optional<String> attribute(FluxClient client, String name) {
        try {
            return Optional.of(client.attribute(name)).filter(value -> !value.isEmpty());
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
