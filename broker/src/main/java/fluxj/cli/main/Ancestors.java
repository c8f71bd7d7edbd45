package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The instances that an instance is a job of, for `fluxj --parent` and `--root`.
final class Ancestors {
    private Ancestors() {}

    /// The instance so many levels up, or the highest there is.
    static Console above(Console console, int levels) {
        Console chosen = console;
        for (int level = 0; level < levels; level++) {
            chosen = parent(chosen);
        }
        return chosen;
    }

    /// The instance that has no parent.
    static Console root(Console console) {
        try (FluxClient client = console.connect()) {
            return above(console, Integer.parseInt(client.attribute("instance-level")));
        } catch (NumberFormatException e) {
            throw new CommandFailure("got invalid instance-level attribute: " + e.getMessage());
        }
    }

    private static Console parent(Console console) {
        try (FluxClient client = console.connect()) {
            Optional<String> uri = attribute(client, "parent-uri");
            if (uri.isEmpty()) {
                return console;
            }
            Map<String, String> environment = new HashMap<>(console.environment());
            environment.put("FLUX_URI", uri.get());
            environment.remove("FLUX_KVS_NAMESPACE");
            attribute(client, "parent-kvs-namespace")
                    .ifPresent(name -> environment.put("FLUX_KVS_NAMESPACE", name));
            return new Console(console.out(), console.err(), console.in(), environment);
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
