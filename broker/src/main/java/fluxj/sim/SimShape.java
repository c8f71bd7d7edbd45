package fluxj.sim;

import fluxj.service.ServiceFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an instance is made of.
///
/// @param topology a `tbon.topo` scheme
/// @param words further words of each broker's command line
public record SimShape(int size, String topology, List<String> words, Rc rc) {
    /// What rc1 and rc3 do.
    public sealed interface Rc {}

    /// What they do when nobody says: the broker's own.
    public record OwnRc() implements Rc {}

    /// rc1 loads modules in this order and rc3 removes them in the opposite order; without modules
    /// there are no scripts.
    public record Loads(List<Module> modules) implements Rc {}

    /// A module to load.
    ///
    /// @param factory makes it, when no broker brings it along
    /// @param leaderOnly whether rank 0 alone loads it
    public record Module(String name, Optional<ServiceFactory> factory, boolean leaderOnly) {
        boolean isFor(int rank) {
            return rank == 0 || !leaderOnly;
        }
    }

    /// Brokers that load nothing beyond what is part of them.
    public static SimShape of(int size, String topology) {
        return new SimShape(size, topology, List.of(), new Loads(List.of()));
    }

    /// The same with modules that every broker brings along, after those named before.
    public SimShape loading(String... names) {
        SimShape shape = this;
        for (String name : names) {
            shape = shape.with(new Module(name, Optional.empty(), false));
        }
        return shape;
    }

    /// The same with a module of the scenario's.
    public SimShape loading(ServiceFactory factory) {
        return with(new Module(factory.name(), Optional.of(factory), false));
    }

    /// The same with a module on rank 0.
    public SimShape onLeader(String name) {
        return with(new Module(name, Optional.empty(), true));
    }

    /// The same with further words on each broker's command line.
    public SimShape withWords(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new SimShape(size, topology, List.copyOf(all), rc);
    }

    /// The same with the broker's own rc1 and rc3.
    public SimShape withOwnRc() {
        return new SimShape(size, topology, words, new OwnRc());
    }

    private SimShape with(Module module) {
        List<Module> all = new ArrayList<>(modules());
        all.add(module);
        return new SimShape(size, topology, words, new Loads(List.copyOf(all)));
    }

    /// The modules that rc1 loads in the scenario's name.
    List<Module> modules() {
        return switch (rc) {
            case OwnRc() -> List.of();
            case Loads(List<Module> modules) -> modules;
        };
    }

    /// Whether a module of that name is among [#modules].
    boolean loads(String name) {
        return modules().stream().anyMatch(module -> module.name().equals(name));
    }
}
