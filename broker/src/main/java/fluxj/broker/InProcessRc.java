package fluxj.broker;

import fluxj.core.runat.BuiltinScript;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ModuleTable;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.service.ModuleSpec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// rc1 and rc3 without flux-core's `flux modprobe`: loads our own modules in order and removes them
/// in the opposite order, and on rank 0 does what [LeaderTasks] has to do between them. Nothing is
/// forked.
final class InProcessRc {
    private final ModuleTable modules;
    private final Log log;
    private final @Nullable LeaderTasks leader;
    private final List<String> failures = new ArrayList<>();
    private boolean aborted;

    /// @param leader what there is to do besides; null above rank 0
    InProcessRc(ModuleTable modules, Log log, @Nullable LeaderTasks leader) {
        this.modules = modules;
        this.log = log;
        this.leader = leader;
    }

    /// rc1 or rc3.
    BuiltinScript script(String list) {
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
            report("rc3", unload(), onDone);
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

    private Promise<Empty> load() {
        aborted = false;
        Promise<Empty> done = load("heartbeat").flatMap(_ -> load("content"));
        LeaderTasks tasks = leader;
        if (tasks != null) {
            done =
                    done.flatMap(_ -> tasks.prepare())
                            .flatMap(args -> load(tasks.backingModule(), args))
                            .flatMap(_ -> orAbort(tasks::restoreOrCheck));
        }
        done = done.flatMap(_ -> load("kvs")).flatMap(_ -> load("kvs-watch"));
        if (tasks != null) {
            done =
                    done.flatMap(_ -> load("cron", "sync=heartbeat.pulse"))
                            .flatMap(_ -> orAbort(tasks::noteStart));
        }
        return done;
    }

    private Promise<Empty> load(String module, String... arguments) {
        return orAbort(
                () -> {
                    Deferred<Empty> done = new Deferred<>();
                    modules.load(ModuleSpec.of(module, arguments))
                            .then(
                                    done::complete,
                                    error ->
                                            done.fail(
                                                    new FluxException(
                                                            error.errno(),
                                                            "load "
                                                                    + module
                                                                    + ": "
                                                                    + error.getMessage())));
                    return done;
                });
    }

    private Promise<Empty> orAbort(Supplier<Promise<Empty>> step) {
        return aborted ? Promise.failed(new FluxException(Errno.ECANCELED)) : step.get();
    }

    /// Takes every step whatever became of those before it, and fails at the end with what went
    /// wrong.
    private Promise<Empty> unload() {
        failures.clear();
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        LeaderTasks tasks = leader;
        if (tasks != null && modules.isLoaded("kvs")) {
            done = then(done, "note of the end", tasks::noteFinish);
        }
        for (String module : List.of("cron", "kvs-watch", "kvs")) {
            done = thenUnload(done, module);
        }
        if (tasks != null && modules.isLoaded(tasks.backingModule())) {
            done = then(done, "content-flush", tasks::flush);
            done = then(done, "content-dump", tasks::dump);
            done = thenUnload(done, tasks.backingModule());
        }
        done = thenUnload(thenUnload(done, "content"), "heartbeat");
        return done.flatMap(
                _ ->
                        failures.isEmpty()
                                ? Promise.of(Empty.EMPTY)
                                : Promise.failed(
                                        new FluxException(Errno.EIO, String.join("; ", failures))));
    }

    private Promise<Empty> thenUnload(Promise<Empty> before, String module) {
        return then(
                before,
                "unload " + module,
                () ->
                        modules.isLoaded(module)
                                ? modules.remove(module, false)
                                : Promise.of(Empty.EMPTY));
    }

    private Promise<Empty> then(Promise<Empty> before, String what, Supplier<Promise<Empty>> step) {
        return before.flatMap(
                _ -> {
                    Deferred<Empty> done = new Deferred<>();
                    step.get()
                            .then(
                                    done::complete,
                                    error -> {
                                        failures.add(what + ": " + error.getMessage());
                                        done.complete(Empty.EMPTY);
                                    });
                    return done;
                });
    }
}
