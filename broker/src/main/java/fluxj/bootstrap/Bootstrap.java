package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.config.ConfigException;
import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostTable;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Taskmap;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Attributes;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The beginning of a broker: which method, which rank, how many (spec broker 4.1, 4.3). Its errors
/// read as the words after `bootstrap: ` in flux-core's log.
public final class Bootstrap {
    private static final List<String> DEFAULT_METHODS =
            List.of("config", "simple", "libpmi2", "libpmi", "single");

    /// A host table and where it is from.
    public record Table(HostTable hosts, BootstrapConfig config) {}

    /// What is known when a method has answered.
    ///
    /// @param table the host table, when that is the method
    public record Result(BootstrapMethod method, Membership membership, Optional<Table> table) {}

    private record Opened(BootstrapMethod method, Optional<Table> table) {
        static Opened of(BootstrapMethod method) {
            return new Opened(method, Optional.empty());
        }
    }

    /// A method that could be the one; opening it may still fail.
    private record Choice(String name, Supplier<Opened> open) {}

    private final BootstrapSetting setting;
    private final Attributes attributes;
    private final boolean traced;

    private Bootstrap(BootstrapSetting setting) {
        this.setting = setting;
        attributes = setting.attributes();
        traced = setting.environment().get("FLUX_PMI_DEBUG").isPresent();
    }

    /// Chooses the method and asks it, and sets the attributes that are known then:
    /// `broker.boot-method`, `instance-level`, `jobid`, `tbon.interface-hint`, `broker.mapping`.
    public static Promise<Result> run(BootstrapSetting setting) {
        Bootstrap bootstrap = new Bootstrap(setting);
        try {
            return bootstrap.begin(bootstrap.choose());
        } catch (FluxException e) {
            return Promise.failed(e);
        }
    }

    // --- choice

    private Choice choose() {
        Optional<String> forced = attributes.get("broker.boot-method");
        if (forced.isPresent()) {
            return find(forced.get());
        }
        List<String> methods =
                setting.environment()
                        .get("FLUX_PMI_CLIENT_METHODS")
                        .map(words -> List.of(words.trim().split("\\s+")))
                        .orElse(DEFAULT_METHODS);
        FluxException last = new FluxException(Errno.ENOENT, "no bootstrap method is named");
        for (String method : methods) {
            trace("flux-pmi-client", "trying '" + method + "'");
            try {
                Choice choice = find(method);
                trace(choice.name(), "selected");
                return choice;
            } catch (FluxException e) {
                trace("flux-pmi-client", e.text());
                last = e;
            }
        }
        throw last;
    }

    private Choice find(String uri) {
        int colon = uri.indexOf(':');
        return switch (colon < 0 ? uri : uri.substring(0, colon)) {
            case "config" -> {
                if (setting.config().table("bootstrap").isEmpty()) {
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
        return setting.environment()
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
        return Opened.of(new SimpleMethod(setting.descriptors().stream(fd), rank, size));
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
                    BootstrapConfig.of(setting.config()).orElse(BootstrapConfig.DEFAULTS);
            HostTable hosts = HostTable.of(setting.config(), config, setting.hostname());
            int rank =
                    hosts.find(setting.hostname())
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

    // --- first questions

    private Promise<Result> begin(Choice choice) {
        if (attributes.get("broker.boot-method").isEmpty()) {
            attributes.set("broker.boot-method", choice.name());
        }
        Opened opened;
        try {
            opened = choice.open().get();
        } catch (FluxException e) {
            trace(choice.name(), "initialize: " + e.getMessage());
            return Promise.failed(prefixed(choice.name() + ": initialize: ", e));
        }
        BootstrapMethod method =
                traced ? new TracedMethod(opened.method(), setting.trace()) : opened.method();
        // The table has them compressed; making a card for each of ten thousand takes time.
        opened.table().ifPresent(table -> setDefault("hostlist", table.hosts().hosts().toString()));
        Deferred<Result> result = new Deferred<>();
        method.initialize()
                .then(
                        member ->
                                setAttributes(method, member)
                                        .then(
                                                _ ->
                                                        result.complete(
                                                                new Result(
                                                                        method,
                                                                        member,
                                                                        opened.table())),
                                                e ->
                                                        result.fail(
                                                                prefixed(choice.name() + ": ", e))),
                        e -> result.fail(prefixed(choice.name() + ": initialize: ", e)));
        return result;
    }

    private static FluxException prefixed(String prefix, FluxException error) {
        return new FluxException(error.errno(), prefix + error.getMessage());
    }

    private Promise<Empty> setAttributes(BootstrapMethod method, Membership member) {
        return lookup(method, "flux.instance-level")
                .flatMap(
                        level -> {
                            setDefault("instance-level", level.orElse("0"));
                            if (level.isEmpty()) {
                                return Promise.of(false);
                            }
                            setDefault("jobid", member.name());
                            return takeInterfaceHint(method);
                        })
                .flatMap(underFlux -> setMapping(method, member, underFlux));
    }

    private Promise<Boolean> takeInterfaceHint(BootstrapMethod method) {
        if (attributes.get("tbon.interface-hint").isPresent()) {
            return Promise.of(true);
        }
        return lookup(method, "flux.tbon-interface-hint")
                .map(
                        hint -> {
                            hint.ifPresent(value -> setDefault("tbon.interface-hint", value));
                            return true;
                        });
    }

    private Promise<Empty> setMapping(
            BootstrapMethod method, Membership member, boolean underFlux) {
        if (member.size() == 1 || method.name().equals("config")) {
            setDefault("broker.mapping", Taskmap.onePerNode(member.size()).toString());
            return Promise.of(Empty.EMPTY);
        }
        Promise<Optional<String>> own =
                underFlux ? lookup(method, "flux.taskmap") : Promise.of(Optional.empty());
        return own.flatMap(
                map -> {
                    if (map.isPresent()) {
                        takeMapping("flux.taskmap", map.get());
                        return Promise.of(Empty.EMPTY);
                    }
                    return lookup(method, "PMI_process_mapping")
                            .map(
                                    found -> {
                                        found.ifPresent(
                                                text -> takeMapping("PMI_process_mapping", text));
                                        return Empty.EMPTY;
                                    });
                });
    }

    private void takeMapping(String key, String text) {
        try {
            setDefault("broker.mapping", Taskmap.parse(text).toString());
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, key + ": " + e.getMessage());
        }
    }

    private void setDefault(String name, String value) {
        if (attributes.get(name).isEmpty()) {
            attributes.set(name, value);
        }
    }

    /// A value that need not be there.
    private static Promise<Optional<String>> lookup(BootstrapMethod method, String key) {
        Deferred<Optional<String>> result = new Deferred<>();
        method.get(key)
                .then(
                        value -> result.complete(Optional.of(value)),
                        _ -> result.complete(Optional.empty()));
        return result;
    }

    private void trace(String who, String text) {
        if (traced) {
            setting.trace().accept("bootstrap: " + who + ": " + text);
        }
    }
}
