package fluxj.core.statemachine;

import fluxj.core.runat.Runat;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.BuiltinSet;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.reactor.Timer;
import fluxj.service.Log;
import fluxj.wire.Message;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a broker does in each of its states, and what happens to it from outside: signals, a
/// request to shut down, a module that fails (spec broker 6.2, 6.3).
public final class Lifecycle {
    private final CoreServices core;
    private final ModuleEnvironment broker;
    private final Log log;
    private final ExitCode exitCode;
    private final Runat runat;
    private final BuiltinSet builtins;
    private final SystemdStatus systemd;
    private final Timeouts timeouts;
    private final StateMachine machine;
    private final Quorum quorum;
    private final ShutdownWarning shutdownWarning;
    private final Map<BrokerState, Timer> timers = new EnumMap<>(BrokerState.class);
    private Optional<ParentRules.Parent> parent = Optional.empty();
    private boolean expedited;
    private boolean stopping;
    private Runnable onExit = () -> {};

    /// Reads the attributes that the state machine uses and sets their defaults.
    ///
    /// @param exitCode what the broker will exit with
    /// @param runat the scripts that it runs on its way
    /// @param builtins the modules that it starts and stops itself
    /// @throws FluxException EINVAL naming the attribute that cannot be used
    public Lifecycle(
            CoreServices core,
            ExitCode exitCode,
            Runat runat,
            BuiltinSet builtins,
            SystemdStatus systemd) {
        this.core = core;
        this.exitCode = exitCode;
        this.runat = runat;
        this.builtins = builtins;
        this.systemd = systemd;
        broker = core.environment();
        log = broker.logs().apply("broker");
        timeouts = Timeouts.of(broker.attributes(), broker.rank(), broker.size(), log);
        machine = new StateMachine(broker.reactor(), log);
        quorum = new Quorum(core, timeouts, machine);
        shutdownWarning = new ShutdownWarning(core, machine);
        machine.onEnter(this::enter);
    }

    StateMachine machine() {
        return machine;
    }

    /// Sets the broker going.
    ///
    /// @param whenDone ends the broker, when the state machine has come to its end
    public void start(Runnable whenDone) {
        onExit = whenDone;
        machine.start();
    }

    /// Queues an event.
    public void post(String event) {
        machine.post(event);
    }

    private void enter(BrokerState state) {
        timers.values().forEach(Timer::cancel);
        timers.clear();
        if (state.compareTo(BrokerState.CLEANUP) >= 0) {
            extendStop();
        }
        switch (state) {
            case LOAD_BUILTINS -> loadBuiltins();
            case JOIN -> join();
            case CONFIG_SYNC -> configSync();
            case INIT -> init();
            case QUORUM -> quorum();
            case RUN -> run();
            case CLEANUP -> cleanup();
            case SHUTDOWN -> shutdown();
            case FINALIZE -> runScript("rc3");
            case GOODBYE -> goodbye();
            case UNLOAD_BUILTINS -> unloadBuiltins();
            case EXIT -> {
                status("Exiting");
                onExit.run();
            }
        }
    }

    private void after(Duration delay, Runnable task) {
        Timer old = timers.put(machine.state(), broker.reactor().after(delay, task));
        if (old != null) {
            old.cancel();
        }
    }

    private void loadBuiltins() {
        builtins.load()
                .then(
                        _ -> machine.post("builtins-success"),
                        error -> {
                            log.err("error loading builtins: " + error.getMessage());
                            exitCode.fatal(1);
                            machine.post("builtins-fail");
                        });
    }

    private void join() {
        if (broker.rank() == 0) {
            machine.post("parent-none");
        } else {
            status(
                    "Joining Flux instance via "
                            + broker.attributes().get("tbon.parent-endpoint").orElse("?"));
            watchParent();
        }
        systemd.notify("READY=1");
    }

    private void watchParent() {
        core.rpc()
                .open(
                        StateMachineProtocol.MONITOR,
                        Message.NODEID_UPSTREAM,
                        new StateMachineProtocol.Monitor(
                                Optional.of(BrokerState.SHUTDOWN.number())),
                        item ->
                                BrokerState.of(item.state())
                                        .ifPresent(
                                                state -> parentIs(new ParentRules.InState(state))),
                        end -> {
                            if (!end.errno().equals(Errno.ENODATA)) {
                                // Once leave is taken, the parent is not meant to answer.
                                if (machine.state().compareTo(BrokerState.GOODBYE) < 0) {
                                    log.err("state-machine.monitor: " + end.getMessage());
                                }
                                // The overlay's own parent-fail may have come too early to count.
                                parentIs(new ParentRules.Lost());
                            }
                        });
    }

    private void parentIs(ParentRules.Parent seen) {
        parent = Optional.of(seen);
        considerParent();
    }

    private void considerParent() {
        parent.flatMap(seen -> ParentRules.event(machine.state(), seen)).ifPresent(machine::post);
    }

    private void configSync() {
        status("Fetching configuration update from parent");
        if (broker.rank() == 0) {
            machine.post("sync-none");
        }
    }

    private void init() {
        broker.router().goOnline();
        runScript("rc1");
    }

    private void quorum() {
        status("Waiting for instance quorum");
        quorum.begin();
        considerParent();
    }

    private void run() {
        if (runat.isDefined("rc2")) {
            runScript("rc2");
        } else if (broker.rank() > 0) {
            considerParent();
        } else {
            machine.post("rc2-none");
        }
        status(
                "Running as "
                        + (broker.rank() == 0 ? "leader" : "member")
                        + " of "
                        + broker.size()
                        + " node Flux instance");
    }

    private void cleanup() {
        runScript("cleanup");
        if (expedited && runat.isDefined("cleanup")) {
            timeouts.cleanup().ifPresent(limit -> after(limit, () -> abort("cleanup")));
        }
    }

    private void runScript(String list) {
        if (runat.isDefined(list)) {
            runat.start(list, rc -> scriptDone(list, rc));
        } else {
            machine.post(list + "-none");
        }
    }

    private void scriptDone(String list, int rc) {
        if (!list.equals("rc1")) {
            exitCode.first(rc);
            machine.post(list + (rc == 0 ? "-success" : "-fail"));
        } else if (rc == 0) {
            machine.post("rc1-success");
        } else if (broker.attributes().get("broker.recovery-mode").isPresent()) {
            machine.post("rc1-ignorefail");
        } else {
            exitCode.fatal(rc);
            machine.post("rc1-fail");
        }
    }

    private void shutdown() {
        status("Waiting for overlay peers to shutdown");
        timeouts.shutdownWarn().ifPresent(shutdownWarning::begin);
        if (broker.rank() == 0) {
            timeouts.shutdown()
                    .ifPresent(
                            limit ->
                                    after(
                                            limit,
                                            () -> {
                                                log.err("shutdown timeout");
                                                machine.post("children-complete");
                                            }));
        }
    }

    private void goodbye() {
        after(
                Timeouts.GOODBYE,
                () -> {
                    log.err("goodbye timeout after " + Timeouts.GOODBYE.toSeconds() + ".0s");
                    machine.post("goodbye");
                });
    }

    private void unloadBuiltins() {
        builtins.unload()
                .then(
                        _ -> machine.post("builtins-done"),
                        error -> {
                            log.err("unload builtins: " + error.getMessage());
                            machine.post("builtins-unload-fail");
                        });
        timeouts.unloadBuiltins()
                .ifPresent(
                        limit ->
                                after(
                                        limit,
                                        () -> {
                                            log.err(unloadTimedOut(limit));
                                            machine.post("builtins-unload-fail");
                                        }));
    }

    private String unloadTimedOut(Duration limit) {
        return String.format(
                Locale.ROOT,
                "unloading built-in broker module timed out after %.1fs: %s",
                limit.toNanos() / 1e9,
                String.join(" ", builtins.loaded()));
    }

    // --- systemd

    private void status(String text) {
        systemd.notify("STATUS=" + text);
    }

    private void extendStop() {
        if (!stopping) {
            stopping = true;
            return;
        }
        timeouts.sdStop()
                .filter(Duration::isPositive)
                .ifPresent(
                        limit -> systemd.notify("EXTEND_TIMEOUT_USEC=" + limit.toNanos() / 1000));
    }

    /// Tells systemd what goes on.
    public void tellSystemd(Optional<String> text) {
        if (stopping) {
            extendStop();
        }
        text.ifPresent(this::status);
    }

    // --- from outside

    /// A signal that asks the broker to end reached it (spec broker 6.3).
    public void kill(int signum) {
        expedited = true;
        BrokerState state = machine.state();
        switch (state) {
            case INIT -> abort("rc1");
            case JOIN -> machine.post("parent-fail");
            case CONFIG_SYNC -> machine.post("sync-fail");
            case QUORUM -> machine.post("quorum-fail");
            case RUN -> endRun("shutdown");
            case CLEANUP -> abort("cleanup");
            case FINALIZE -> abort("rc3");
            case LOAD_BUILTINS, SHUTDOWN, GOODBYE, UNLOAD_BUILTINS, EXIT ->
                    log.info("ignored signal " + signum + " in " + state.word());
        }
    }

    private void abort(String list) {
        if (runat.isDefined(list)) {
            runat.abort(list);
        }
    }

    private void endRun(String event) {
        if (runat.isDefined("rc2")) {
            runat.abort("rc2");
        } else {
            machine.post(event);
        }
    }

    /// Ends the instance because somebody asked for it (`shutdown.start`).
    ///
    /// @throws FluxException EINVAL unless this is rank 0 and it runs
    public void initiateShutdown() {
        if (machine.state() != BrokerState.RUN) {
            throw new FluxException(
                    Errno.EINVAL,
                    "shutdown cannot be initiated in state " + machine.state().word());
        }
        if (broker.rank() != 0) {
            throw new FluxException(Errno.EINVAL, "shutdown may only be initiated on rank 0");
        }
        int norestart = exitCode.norestart();
        if (norestart > 0) {
            exitCode.set(norestart);
        }
        endRun("shutdown");
    }

    /// A module that was asked to end did so with an error: when that belongs to the end of the
    /// broker, the broker has not ended well either.
    ///
    /// @return true when it does
    public boolean moduleEnded() {
        boolean ending = machine.state().compareTo(BrokerState.CLEANUP) >= 0;
        if (ending) {
            exitCode.first(1);
        }
        return ending;
    }

    /// A module ended with an error while nobody had asked it to (spec broker 6.3).
    public void moduleFailed(String name) {
        log.crit(name + " module runtime failure");
        if (broker.attributes().get("broker.module-nopanic").isPresent()) {
            return;
        }
        exitCode.fatal(1);
        if (machine.state() == BrokerState.INIT && runat.isDefined("rc1")) {
            abort("rc1");
        } else if (machine.state() == BrokerState.RUN) {
            endRun("panic");
        } else {
            machine.post("panic");
        }
    }
}
