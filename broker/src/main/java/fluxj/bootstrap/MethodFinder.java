package fluxj.bootstrap;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostTable;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Descriptors;
import fluxj.service.Environment;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Finds the way in which brokers, and programs like them, get to know each other (spec broker
/// 4.1). Errors and traces read as those of flux-core's PMI client.
public final class MethodFinder {
    private static final String CLIENT = "flux-pmi-client";
    private static final List<String> KNOWN = List.of("config", "simple", "single");
    private static final List<String> DEFAULT_METHODS =
            List.of("config", "simple", "libpmi2", "libpmi", "single");

    /// A host table and where it is from.
    public record Table(HostTable hosts, BootstrapConfig config) {}

    /// A method that can be asked.
    ///
    /// @param table the host table, when that is the method
    public record Opened(BootstrapMethod method, Optional<Table> table) {
        static Opened of(BootstrapMethod method) {
            return new Opened(method, Optional.empty());
        }
    }

    /// A method that could be the one; opening it may still fail.
    public record Choice(String name, Supplier<Opened> open) {}

    private final Config configuration;
    private final String hostname;
    private final Environment environment;
    private final Descriptors descriptors;
    private final Consumer<String> trace;

    /// @param hostname this host, as the configuration names it
    /// @param descriptors turns `PMI_FD` into a stream
    /// @param trace told which methods are tried, a line each
    public MethodFinder(
            Config configuration,
            String hostname,
            Environment environment,
            Descriptors descriptors,
            Consumer<String> trace) {
        this.configuration = configuration;
        this.hostname = hostname;
        this.environment = environment;
        this.descriptors = descriptors;
        this.trace = trace;
    }

    /// Chooses a method; opening it may still fail.
    ///
    /// @param forced the one that it is to be, `NAME[:PATH]`
    /// @throws FluxException ENOENT when none is there
    public Choice choose(Optional<String> forced) {
        if (forced.isPresent()) {
            return find(forced.get());
        }
        List<String> methods =
                environment
                        .get("FLUX_PMI_CLIENT_METHODS")
                        .map(words -> List.of(words.trim().split("\\s+")))
                        .orElse(DEFAULT_METHODS);
        FluxException last = new FluxException(Errno.ENOENT, "no bootstrap method is named");
        for (String method : methods) {
            trace.accept(CLIENT + ": trying '" + method + "'");
            try {
                Choice choice = find(method);
                trace.accept(choice.name() + ": selected");
                return choice;
            } catch (FluxException e) {
                trace.accept(speaker(method) + ": " + e.text());
                last = e;
            }
        }
        throw last;
    }

    private Choice find(String uri) {
        return switch (schemeOf(uri)) {
            case "config" -> {
                if (configuration.table("bootstrap").isEmpty()) {
                    throw new FluxException(Errno.ENOENT, "bootstrap configuration not found");
                }
                yield new Choice("config", this::openConfig);
            }
            case "simple" -> {
                for (String variable : List.of("PMI_FD", "PMI_RANK", "PMI_SIZE")) {
                    pmiVariable(variable);
                }
                yield new Choice("simple", this::openSimple);
            }
            case "single" -> new Choice("single", () -> Opened.of(LocalMethod.single()));
            default ->
                    throw new FluxException(
                            Errno.ENOENT, "plugin matching '" + uri + "' not found");
        };
    }

    private String pmiVariable(String name) {
        return environment
                .get(name)
                .orElseThrow(() -> new FluxException(Errno.ENOENT, name + " not found in environ"));
    }

    private Opened openSimple() {
        int rank = pmiNumber("PMI_RANK");
        int size = pmiNumber("PMI_SIZE");
        int fd = pmiNumber("PMI_FD");
        if (size < 1 || rank >= size) {
            throw new FluxException(
                    Errno.EINVAL, "PMI_RANK=" + rank + " does not go with PMI_SIZE=" + size);
        }
        return Opened.of(new SimpleMethod(descriptors.stream(fd), rank, size));
    }

    private int pmiNumber(String name) {
        String text = pmiVariable(name);
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, together with a negative number.
        }
        throw new FluxException(Errno.EINVAL, name + "=" + text + " is not a number");
    }

    private Opened openConfig() {
        try {
            BootstrapConfig config =
                    BootstrapConfig.of(configuration).orElse(BootstrapConfig.DEFAULTS);
            HostTable hosts = HostTable.of(configuration, config, hostname);
            int rank =
                    hosts.find(hostname)
                            .orElseThrow(
                                    () ->
                                            new FluxException(
                                                    Errno.ENOENT, "could not determine my rank"));
            return new Opened(
                    LocalMethod.config(hosts, rank), Optional.of(new Table(hosts, config)));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private static String schemeOf(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon);
    }

    private static String speaker(String uri) {
        String scheme = schemeOf(uri);
        return KNOWN.contains(scheme) ? scheme : CLIENT;
    }
}
