package fluxj.module;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One row of the [StartTable]: a module, and how a broker starts it.
///
/// @param factory makes it, and has its name
/// @param when who starts it
/// @param ranks where it runs
/// @param needs modules, or what they provide, that start before it where they start at all
/// @param provides what else it is needed as; of several rows that provide the same, one starts
/// @param arguments those of `module.load`
public record StartRow(
        ServiceFactory factory,
        When when,
        Ranks ranks,
        List<String> needs,
        Optional<String> provides,
        List<String> arguments) {

    /// Who starts a module.
    public enum When {
        /// The broker itself: it is part of it, and no file can take its place.
        BUILTIN,
        /// rc1; whoever likes may load another of its name.
        RC1
    }

    /// The brokers that a module runs on.
    public enum Ranks {
        /// Rank 0.
        LEADER,
        /// Every rank.
        ALL;

        boolean contain(int rank) {
            return this == ALL || rank == 0;
        }
    }

    /// A module that is part of the broker.
    public static StartRow builtin(ServiceFactory factory) {
        return new StartRow(
                factory, When.BUILTIN, Ranks.ALL, List.of(), Optional.empty(), List.of());
    }

    /// A module that is part of the broker.
    public static StartRow builtin(String name, Function<ServiceContext, Service> constructor) {
        return builtin(ServiceFactory.of(name, constructor));
    }

    /// A module that rc1 loads, on every rank unless [#onLeader] follows.
    public static StartRow module(String name, Function<ServiceContext, Service> constructor) {
        return new StartRow(
                ServiceFactory.of(name, constructor),
                When.RC1,
                Ranks.ALL,
                List.of(),
                Optional.empty(),
                List.of());
    }

    /// The same on rank 0 alone.
    public StartRow onLeader() {
        return new StartRow(factory, when, Ranks.LEADER, needs, provides, arguments);
    }

    /// The same after these modules.
    public StartRow needs(String... names) {
        return new StartRow(factory, when, ranks, List.of(names), provides, arguments);
    }

    /// The same, needed by that name too.
    public StartRow provides(String service) {
        return new StartRow(factory, when, ranks, needs, Optional.of(service), arguments);
    }

    /// The same with arguments.
    public StartRow arguments(String... words) {
        return new StartRow(factory, when, ranks, needs, provides, List.of(words));
    }

    /// The module's name.
    public String name() {
        return factory.name();
    }

    boolean isCalled(String name) {
        return name().equals(name) || provides.filter(name::equals).isPresent();
    }
}
