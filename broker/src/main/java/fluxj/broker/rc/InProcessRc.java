package fluxj.broker.rc;

import fluxj.core.runat.BuiltinScript;
import fluxj.core.runat.Runat;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.CoreServices;
import fluxj.module.ModuleTable;
import fluxj.module.StartTable;
import fluxj.module.StartTable.Step;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.service.ModuleSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// rc1 and rc3 without flux-core's `flux modprobe`: loads the modules of the start table in order
/// and removes them in the opposite order, and on rank 0 does what [LeaderTasks] has to do between
/// them. Nothing is forked.
public final class InProcessRc {
    private final ModuleTable modules;
    private final StartTable table;
    private final int rank;
    private final AttributeTable attributes;
    private final Log log;
    private final RcTasks tasks;
    private final List<String> failures = new ArrayList<>();
    private boolean aborted;

    /// Nothing is loaded yet.
    public InProcessRc(
            CoreServices core,
            AttributeTable attributes,
            ModuleTable modules,
            StartTable table,
            Runat runat) {
        this.attributes = attributes;
        this.modules = modules;
        this.table = table;
        rank = core.environment().rank();
        log = core.environment().logs().apply("broker");
        tasks =
                rank == 0
                        ? new LeaderTasks(core.environment(), attributes, core.rpc(), runat)
                        : RcTasks.NONE;
    }

    /// One of `rc1` and `rc3`.
    public BuiltinScript script(String list) {
        return list.equals("rc1") ? new Rc1() : new Rc3();
    }

    private final class Rc1 implements BuiltinScript {
        @Override
        public void start(IntConsumer onDone) {
            report("rc1", load(), onDone);
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    private final class Rc3 implements BuiltinScript {
        @Override
        public void start(IntConsumer onDone) {
            report("rc3", remove(), onDone);
        }

        /// It takes its steps in any case.
        @Override
        public void abort() {}
    }

    private void report(String list, Promise<Empty> done, IntConsumer onDone) {
        done.then(
                _ -> onDone.accept(0),
                error -> {
                    log.err(list + ": " + error.getMessage());
                    onDone.accept(1);
                });
    }

    private List<Step> steps() {
        return table.steps(rank, this::chosen);
    }

    /// The module that was chosen to provide a service.
    private Optional<String> chosen(String service) {
        return service.equals(LeaderTasks.CONTENT_BACKING)
                ? attributes.get("content.backing-module")
                : Optional.empty();
    }

    // --- rc1

    private Promise<Empty> load() {
        aborted = false;
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (Step step : steps()) {
            done = done.flatMap(_ -> orAbort(() -> load(step)));
            done = done.flatMap(_ -> orAbort(() -> tasks.loaded(step)));
        }
        return done.flatMap(_ -> orAbort(() -> tasks.allLoaded(modules::isLoaded)));
    }

    private Promise<Empty> orAbort(Supplier<Promise<Empty>> work) {
        return aborted ? Promise.failed(new FluxException(Errno.ECANCELED)) : work.get();
    }

    private Promise<Empty> load(Step step) {
        return tasks.arguments(step).flatMap(arguments -> load(step.module(), arguments));
    }

    private Promise<Empty> load(String module, List<String> arguments) {
        Deferred<Empty> done = new Deferred<>();
        modules.load(ModuleSpec.of(module, arguments.toArray(String[]::new)))
                .then(
                        done::complete,
                        error ->
                                done.fail(
                                        new FluxException(
                                                error.errno(),
                                                "load " + module + ": " + error.getMessage())));
        return done;
    }

    // --- rc3

    /// Takes every step whatever became of those before it, and fails at the end with what went
    /// wrong.
    private Promise<Empty> remove() {
        failures.clear();
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (RcTasks.Task task : tasks.beforeAll(modules::isLoaded)) {
            done = done.flatMap(_ -> attempt(task));
        }
        for (Step step : steps().reversed()) {
            if (modules.isLoaded(step.module())) {
                for (RcTasks.Task task : tasks.beforeRemoval(step)) {
                    done = done.flatMap(_ -> attempt(task));
                }
            }
            done = done.flatMap(_ -> attempt(removal(step.module())));
        }
        return done.flatMap(
                _ ->
                        failures.isEmpty()
                                ? Promise.of(Empty.EMPTY)
                                : Promise.failed(
                                        new FluxException(Errno.EIO, String.join("; ", failures))));
    }

    private RcTasks.Task removal(String module) {
        return new RcTasks.Task(
                "unload " + module,
                () ->
                        modules.isLoaded(module)
                                ? modules.remove(module, false)
                                : Promise.of(Empty.EMPTY));
    }

    private Promise<Empty> attempt(RcTasks.Task task) {
        Deferred<Empty> done = new Deferred<>();
        task.work()
                .get()
                .then(
                        done::complete,
                        error -> {
                            failures.add(task.name() + ": " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }
}
