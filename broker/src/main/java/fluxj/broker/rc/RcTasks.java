package fluxj.broker.rc;

import fluxj.module.StartTable.Step;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What there is to do around the modules as they are loaded and removed: nothing, unless it is
/// overridden.
interface RcTasks {
    /// Nothing at all.
    RcTasks NONE = new RcTasks() {};

    /// Something to do before a module goes.
    ///
    /// @param name what it is called when it fails
    record Task(String name, Supplier<Promise<Empty>> work) {}

    /// The arguments of a module that is about to be loaded.
    default Promise<List<String>> arguments(Step step) {
        return Promise.of(step.arguments());
    }

    /// A module runs.
    default Promise<Empty> loaded(Step step) {
        return Promise.of(Empty.EMPTY);
    }

    /// All modules run.
    ///
    /// @param isLoaded true for the name of a module that runs
    default Promise<Empty> allLoaded(Predicate<String> isLoaded) {
        return Promise.of(Empty.EMPTY);
    }

    /// What comes before any module is removed.
    ///
    /// @param isLoaded true for the name of a module that runs
    default List<Task> beforeAll(Predicate<String> isLoaded) {
        return List.of();
    }

    /// What comes before a module that runs is removed.
    default List<Task> beforeRemoval(Step step) {
        return List.of();
    }
}
