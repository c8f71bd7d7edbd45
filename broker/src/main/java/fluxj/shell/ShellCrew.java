package fluxj.shell;

import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.ShellTemplates;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// All that a shell has once it knows its job: plugins, tasks, and its part in the job's service.
final class ShellCrew {
    /// What the shell had before.
    record Frame(MessageRouter router, GuestCommits commits, Holds holds) {}

    private record Surroundings(StartDirectory directory, boolean hasInitrc) {}

    private final ShellHost host;
    private final RunningJob job;
    private final MessageRouter router;
    private final BiConsumer<String, ShellFailure> fail;
    private final ShellPluginStack plugins;
    private final LocalTasks tasks;
    private final TaskEnvironment environment;
    private final ShellTemplates templates;
    private final PeerMessages peers;
    private final ShellPeers others;
    private final ExecEvents events;
    private final PluginContext.Parts parts;
    private final JobScript script;
    private StartDirectory directory;
    private String lastFailure = "";

    /// @param fail ends the shell in the name of a component
    ShellCrew(ShellHost host, RunningJob job, Frame frame, BiConsumer<String, ShellFailure> fail) {
        this.host = host;
        this.job = job;
        this.router = frame.router();
        this.fail = fail;
        directory = new StartDirectory(job.spec().launch().cwd(), Optional.empty());
        Failures failures = new Failures();
        plugins = new ShellPluginStack(failures);
        tasks =
                new LocalTasks(
                        host.subprocesses(
                                Map.of(), (_, text) -> router.log(ShellLevel.DEBUG, "", text)),
                        frame.holds(),
                        router.of(""));
        environment = new TaskEnvironment(job.spec().launch().environment(), tasks::all);
        templates = new JobTemplates(job, plugins::render, tasks::all, router.of(""));
        peers = new PeerMessages(host.rpc(), job, host::reply);
        others =
                new ShellPeers(
                        job,
                        peers,
                        shell -> tell("shell.lost", plugin -> plugin.lost(shell)),
                        () -> tell("shell.tasks-complete", ShellPlugin::tasksComplete));
        script =
                new JobScript(
                        new InitScript.Subject(
                                host.reactor(), job, environment, tasks, router, frame.holds()),
                        failures);
        events =
                new ExecEvents(
                        new JobEventlog(
                                frame.commits(), host.clock(), "exec.eventlog", Duration.ZERO));
        parts =
                new PluginContext.Parts(
                        host,
                        job,
                        environment,
                        tasks,
                        templates,
                        peers,
                        frame.commits(),
                        events,
                        frame.holds(),
                        fail,
                        output -> plugins.call("shell.output", plugin -> plugin.output(output)),
                        () -> directory.path());
        router.tellTo(line -> plugins.call("shell.log", plugin -> plugin.log(line)));
    }

    private final class Failures implements ShellPluginStack.Failures {
        @Override
        public void failed(String plugin, String topic, String text) {
            lastFailure = text.isEmpty() ? "" : ": " + plugin + ": " + text + onThisHost();
            if (!text.isEmpty()) {
                router.log(ShellLevel.ERROR, plugin, text);
            }
            router.log(ShellLevel.ERROR, "", "plugin '" + plugin + "': " + topic + " failed");
        }

        @Override
        public void fatal(ShellFailure failure) {
            fail.accept("", failure);
        }
    }

    RunningJob job() {
        return job;
    }

    ShellPluginStack plugins() {
        return plugins;
    }

    LocalTasks tasks() {
        return tasks;
    }

    JobScript script() {
        return script;
    }

    PeerMessages peers() {
        return peers;
    }

    ExecEvents events() {
        return events;
    }

    /// Makes the plugins.
    ///
    /// @throws ShellFailure when one of them does not want to be
    void load(List<ShellPluginFactory> factories) {
        others.listen(router.of("exception"));
        for (ShellPluginFactory factory : factories) {
            if (factory.isOnDemand()) {
                continue;
            }
            try {
                add(factory);
            } catch (FluxException e) {
                router.log(ShellLevel.ERROR, factory.name(), String.valueOf(e.getMessage()));
                throw new ShellFailure(
                        "failed to load plugin '"
                                + factory.name()
                                + "': "
                                + e.text()
                                + onThisHost());
            } catch (ShellFailure e) {
                throw e;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw new ShellFailure("failed to load plugin '" + factory.name() + "': " + e);
            }
        }
    }

    private void add(ShellPluginFactory factory) {
        plugins.add(
                factory.name(),
                factory.create(
                        new PluginContext(factory.name(), router.of(factory.name()), parts)));
    }

    /// Looks whether the tasks can start where they are to start, and for a script to be run
    /// before.
    ///
    /// @param initrc the script of all jobs; may be empty
    Promise<Empty> findDirectory(String initrc) {
        Optional<String> wanted = directory.path();
        return host.reactor()
                .blocking(
                        () -> {
                            StartDirectory found = StartDirectory.look(wanted);
                            boolean hasInitrc =
                                    !initrc.isEmpty() && Files.isReadable(found.file(initrc));
                            return new Surroundings(found, hasInitrc);
                        })
                .map(
                        found -> {
                            directory = found.directory();
                            directory.trouble().ifPresent(text -> error(onHost(text)));
                            script.choose(initrc, found.hasInitrc());
                            return Empty.EMPTY;
                        });
    }

    private String onThisHost() {
        return " (host " + host.place().name() + ")";
    }

    /// What a callback has failed with last, as the end of a note; may be empty.
    String lastFailure() {
        return lastFailure;
    }

    private String onHost(String text) {
        return "host " + host.place().name() + ": " + text;
    }

    private void error(String text) {
        router.log(ShellLevel.ERROR, "", text);
    }

    /// Runs the script that was found.
    ///
    /// @param searchPath where it looks for plugins
    /// @param factories the plugins that it can load
    /// @return fails with the note of the job's exception
    Promise<Boolean> runScript(String searchPath, List<ShellPluginFactory> factories) {
        return script.run(directory.file("").toAbsolutePath(), searchPath, factories, this::add);
    }

    /// Tells plugins and then the script of something that nothing waits for.
    void tell(String topic, Consumer<ShellPlugin> callback, ShellTask... tasks) {
        plugins.call(topic, callback);
        script.tell(topic, tasks);
    }

    /// Calls all plugins and then the script.
    ///
    /// @return false when one of them failed
    Promise<Boolean> call(String topic, Consumer<ShellPlugin> callback) {
        boolean good = plugins.call(topic, callback);
        return script.call(topic, List.of()).map(alsoGood -> good && alsoGood);
    }

    /// Calls one plugin after the other and then the script, unless one of them fails.
    ///
    /// @return false when one did
    Promise<Boolean> callInTurn(String topic, Function<ShellPlugin, Promise<Empty>> callback) {
        return plugins.callInTurn(topic, callback)
                .flatMap(good -> good ? script.call(topic, List.of()) : Promise.of(false));
    }

    /// The last call of all plugins and of the script.
    ///
    /// @return false when one of them failed
    Promise<Boolean> exit() {
        return plugins.callEach("shell.exit", ShellPlugin::exit)
                .flatMap(
                        good ->
                                script.call("shell.exit", List.of())
                                        .map(alsoGood -> good && alsoGood));
    }

    /// The tasks' places.
    ///
    /// @throws FluxException when the option for them cannot be read
    Promise<Taskmap> mapTasks() {
        return new TaskmapChoice(job, plugins, router).make();
    }

    /// Makes the tasks by that map; they are started by [#startTasks].
    ///
    /// @param jobidPath the ids of the jobs around the instance
    void createTasks(Taskmap map, String jobidPath) {
        job.setTaskmap(map);
        job.trimming().forEach(text -> router.log(ShellLevel.WARN, "", host.place().name() + text));
        if (job.isLeader()) {
            events.describe(job);
        }
        environment.addJob(job, host.place().uri(), host.place().name(), jobidPath);
        tasks.create(job, environment.all());
    }

    /// All plugins are initialised: the other shells are heard, and the log says what will run.
    void open() {
        peers.open(bug -> host.complain("flux-shell: internal error: " + bug));
        job.summary().forEach(text -> router.log(ShellLevel.DEBUG, "", text));
    }

    /// Lets plugins prepare the tasks.
    ///
    /// @throws ShellFailure when one of them cannot be
    void initTasks() {
        tasks.init(new TaskHooks());
    }

    /// Starts the tasks.
    ///
    /// @param goesOn asked before each
    /// @throws ShellFailure when one cannot be started
    void startTasks(BooleanSupplier goesOn) {
        boolean grouped = job.spec().options().whole("nosetpgrp").orElse(0L) == 0;
        tasks.start(
                new LocalTasks.Setting(host.place().name(), directory.path(), grouped),
                new TaskHooks(),
                goesOn);
    }

    private final class TaskHooks implements LocalTasks.Listener {
        @Override
        public boolean init(LocalTask task) {
            return plugins.call("task.init", plugin -> plugin.taskInit(task));
        }

        @Override
        public void starting(LocalTask task) {
            task.setCommand(
                    task.command().stream()
                            .map(
                                    word ->
                                            Mustache.isTemplate(word)
                                                    ? templates.render(word, task)
                                                    : word)
                            .toList());
            plugins.call("task.exec", plugin -> plugin.taskExec(task));
        }

        @Override
        public void forked(LocalTask task) {
            if (!plugins.call("task.fork", plugin -> plugin.taskFork(task))) {
                throw new ShellFailure("shell_task_forked" + lastFailure);
            }
            script.tell("task.fork", task);
        }

        @Override
        public void ended(LocalTask task) {
            tell("task.exit", plugin -> plugin.taskExit(task), task);
        }

        @Override
        public void allEnded() {
            tell("shell.finish", ShellPlugin::finish);
            others.finished();
        }
    }
}
