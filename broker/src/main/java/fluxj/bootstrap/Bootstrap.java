package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Taskmap;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Attributes;

import java.util.Optional;
import java.util.function.Consumer;

/// The beginning of a broker: which method, which rank, how many (spec broker 4.1, 4.3). Its errors
/// read as the words after `bootstrap: ` in flux-core's log.
public final class Bootstrap {
    /// What is known when a method has answered.
    ///
    /// @param table the host table, when that is the method
    public record Result(
            BootstrapMethod method, Membership membership, Optional<MethodFinder.Table> table) {}

    private final Attributes attributes;
    private final Optional<Consumer<String>> trace;
    private final MethodFinder methods;

    private Bootstrap(BootstrapSetting setting) {
        attributes = setting.attributes();
        trace =
                setting.environment()
                        .get("FLUX_PMI_DEBUG")
                        .map(_ -> line -> setting.trace().accept("bootstrap: " + line));
        methods =
                new MethodFinder(
                        setting.config(),
                        setting.hostname(),
                        setting.environment(),
                        setting.descriptors(),
                        trace.orElse(_ -> {}));
    }

    /// Chooses the method and asks it, and sets the attributes that are known then:
    /// `broker.boot-method`, `instance-level`, `jobid`, `tbon.interface-hint`, `broker.mapping`.
    public static Promise<Result> run(BootstrapSetting setting) {
        Bootstrap bootstrap = new Bootstrap(setting);
        try {
            return bootstrap.begin(
                    bootstrap.methods.choose(bootstrap.attributes.get("broker.boot-method")));
        } catch (FluxException e) {
            return Promise.failed(e);
        }
    }

    private Promise<Result> begin(MethodFinder.Choice choice) {
        if (attributes.get("broker.boot-method").isEmpty()) {
            attributes.set("broker.boot-method", choice.name());
        }
        MethodFinder.Opened opened;
        try {
            opened = choice.open().get();
        } catch (FluxException e) {
            trace.ifPresent(to -> to.accept(choice.name() + ": initialize: " + e.getMessage()));
            return Promise.failed(prefixed(choice.name() + ": initialize: ", e));
        }
        BootstrapMethod method =
                trace.<BootstrapMethod>map(to -> new TracedMethod(opened.method(), to))
                        .orElse(opened.method());
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
}
