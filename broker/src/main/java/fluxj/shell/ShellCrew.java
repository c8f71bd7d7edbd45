package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.ShellTemplates;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/// All that a shell has once it knows its job: plugins, tasks, and its part in the job's service.
final class ShellCrew {
    private static final String FALLBACK_DIRECTORY = "/tmp";

    /// What the shell had before.
    record Frame(MessageRouter router, GuestCommits commits, Holds holds) {}

    private record TaskmapOption(String scheme, Optional<String> value) {}

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
    private final Holds holds;
    private Optional<String> directory;
    private Optional<InitScript.Source> source = Optional.empty();
    private @Nullable InitScript script;

    /// @param fail ends the shell in the name of a component
    ShellCrew(ShellHost host, RunningJob job, Frame frame, BiConsumer<String, ShellFailure> fail) {
        this.host = host;
        this.job = job;
        this.router = frame.router();
        this.fail = fail;
        holds = frame.holds();
        directory = job.spec().launch().cwd();
        plugins = new ShellPluginStack(new Failures());
        tasks = new LocalTasks(server(), frame.holds(), router.of(""));
        environment = new TaskEnvironment(job.spec().launch().environment(), tasks::all);
        templates = new JobTemplates(job, plugins::render, tasks::all, router.of(""));
        peers = new PeerMessages(host.rpc(), job, host::reply);
        others =
                new ShellPeers(
                        job,
                        peers,
                        shell -> {
                            plugins.call("shell.lost", plugin -> plugin.lost(shell));
                            tellScript("shell.lost");
                        },
                        () -> {
                            plugins.call("shell.tasks-complete", ShellPlugin::tasksComplete);
                            tellScript("shell.tasks-complete");
                        });
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
                        () -> directory);
        router.tellTo(line -> plugins.call("shell.log", plugin -> plugin.log(line)));
    }

    private SubprocessServer server() {
        Log log = (_, text) -> router.log(ShellLevel.DEBUG, "", text);
        return new SubprocessServer(
                host.reactor(),
                host.processes(),
                new ServerEnvironment(host.place().rank(), host.place().uri(), Map.of()),
                log,
                (_, _) -> {
                    throw new FluxException(Errno.ENOSYS);
                });
    }

    private final class Failures implements ShellPluginStack.Failures {
        @Override
        public void failed(String plugin, String topic, String text) {
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
                throw new ShellFailure("failed to load plugin '" + factory.name() + "'");
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

    private record Found(Optional<Errno> reason, boolean hasInitrc) {}

    private static Found look(String wanted, String initrc) {
        Optional<Errno> reason = wanted.isEmpty() ? Optional.empty() : whyNot(Path.of(wanted));
        Path start = Path.of(reason.isPresent() ? FALLBACK_DIRECTORY : wanted);
        return new Found(reason, !initrc.isEmpty() && Files.isReadable(start.resolve(initrc)));
    }

    /// Looks whether the tasks can start where they are to start, and for a script to be run
    /// before.
    ///
    /// @param initrc the script of all jobs; may be empty
    Promise<Empty> findDirectory(String initrc) {
        String wanted = directory.orElse("");
        return host.reactor()
                .blocking(() -> look(wanted, initrc))
                .map(
                        found -> {
                            Optional<Errno> reason = found.reason();
                            if (reason.isPresent()) {
                                router.log(
                                        ShellLevel.ERROR,
                                        "",
                                        "host "
                                                + host.place().name()
                                                + ": Could not change dir to "
                                                + wanted
                                                + ": "
                                                + reason.get().text()
                                                + ". Going to "
                                                + FALLBACK_DIRECTORY
                                                + " instead");
                                directory = Optional.of(FALLBACK_DIRECTORY);
                            }
                            source = InitScript.find(job, environment, initrc, found.hasInitrc());
                            return Empty.EMPTY;
                        });
    }

    boolean hasScript() {
        return source.isPresent();
    }

    /// Runs the script that was found.
    ///
    /// @param searchPath where it looks for plugins
    /// @param factories the plugins that it can load
    /// @return fails with the note of the job's exception
    Promise<Boolean> runScript(String searchPath, List<ShellPluginFactory> factories) {
        Map<String, ShellPluginFactory> own = new LinkedHashMap<>();
        factories.forEach(factory -> factory.fileNames().forEach(file -> own.put(file, factory)));
        Set<String> loaded = new LinkedHashSet<>();
        InitScript made =
                new InitScript(
                        source.orElseThrow(),
                        new InitScript.Subject(
                                host.reactor(), job, environment, tasks, router, holds),
                        InitScript.facts(
                                job,
                                Path.of(directory.orElse("")).toAbsolutePath(),
                                searchPath,
                                Collections.unmodifiableSet(own.keySet())),
                        new Failures(),
                        file -> {
                            ShellPluginFactory factory = own.get(file);
                            if (factory != null && factory.isOnDemand() && loaded.add(file)) {
                                add(factory);
                            }
                        });
        script = made;
        return made.run();
    }

    /// Calls what the script has registered for a topic.
    ///
    /// @param which the tasks that a topic of tasks is about
    /// @return false when it failed
    Promise<Boolean> callScript(String topic, List<? extends ShellTask> which) {
        return script == null ? Promise.of(true) : script.call(topic, which);
    }

    /// Nothing of the script is called any more.
    void closeScript() {
        if (script != null) {
            script.close();
        }
    }

    /// The same, when nothing waits for it.
    void tellScript(String topic, LocalTask... which) {
        callScript(topic, List.of(which)).then(_ -> {}, this::failed);
    }

    private void failed(FluxException error) {
        router.log(ShellLevel.ERROR, "", "initrc: " + error.text());
    }

    private static Optional<Errno> whyNot(Path path) {
        if (!Files.exists(path)) {
            return Optional.of(Errno.ENOENT);
        }
        if (!Files.isDirectory(path)) {
            return Optional.of(Errno.ENOTDIR);
        }
        return Files.isExecutable(path) ? Optional.empty() : Optional.of(Errno.EACCES);
    }

    /// The tasks' places, by the option `taskmap` if it was given.
    ///
    /// @throws FluxException when it cannot be read
    Promise<Taskmap> mapTasks() {
        Optional<TaskmapOption> option = job.spec().options().group("taskmap", TaskmapOption.class);
        if (option.isEmpty()) {
            return Promise.of(job.taskmap());
        }
        String scheme = option.get().scheme();
        String value = option.get().value().orElse("");
        return plugins.taskmap(scheme, value)
                .map(
                        map -> {
                            Taskmap found =
                                    map.orElseThrow(
                                            () ->
                                                    new FluxException(
                                                            Errno.EINVAL,
                                                            "failed to map tasks with scheme="
                                                                    + scheme));
                            check(found);
                            return found;
                        });
    }

    /// A map may only put the tasks elsewhere.
    private void check(Taskmap map) {
        Taskmap now = job.taskmap();
        String wrong = "";
        if (map.isUnknown()) {
            wrong = "mapping is unknown";
        } else if (map.nodeCount() != now.nodeCount()) {
            wrong = "got " + map.nodeCount() + " nodes, expected " + now.nodeCount();
        } else if (map.taskCount() != now.taskCount()) {
            wrong = "got " + map.taskCount() + " total tasks, expected " + now.taskCount();
        }
        if (!wrong.isEmpty()) {
            router.log(ShellLevel.ERROR, "", "invalid taskmap: " + wrong);
            throw new FluxException(Errno.EINVAL, "failed to set new shell taskmap");
        }
    }

    /// Makes the tasks by that map; they are started by [#startTasks].
    ///
    /// @param jobidPath the ids of the jobs around the instance
    void createTasks(Taskmap map, String jobidPath) {
        job.setTaskmap(map);
        job.trimming().forEach(text -> router.log(ShellLevel.WARN, "", host.place().name() + text));
        if (job.isLeader()) {
            events.add(
                    "shell.init",
                    JsonObject.builder()
                            .put("leader-rank", job.node().brokerRank())
                            .put("size", job.size())
                            .put("service", job.service())
                            .build());
            events.add(
                    "shell.start",
                    JsonObject.of(
                            "taskmap",
                            JsonObject.builder()
                                    .put("version", 1)
                                    .put("map", job.taskmap().toJson())
                                    .build()));
        }
        environment.addJob(job, host.place().uri(), host.place().name(), jobidPath);
        tasks.create(job, environment.all());
    }

    /// All plugins are initialised: the other shells are heard, and the log says what will run.
    void open() {
        peers.open(bug -> host.complain("flux-shell: internal error: " + bug));
        if (job.isLeader()) {
            router.log(
                    ShellLevel.DEBUG,
                    "",
                    "0: task_count="
                            + job.taskCount()
                            + " slot_count="
                            + job.slotCount()
                            + " cores_per_slot="
                            + job.coresPerSlot()
                            + " slots_per_node="
                            + job.spec().slotsPerNode());
        }
        router.log(
                ShellLevel.DEBUG,
                "",
                job.rank()
                        + ": task"
                        + (job.node().tasks().size() > 1 ? "s " : " ")
                        + job.node().tasks().toBracketedString()
                        + " on cores "
                        + job.node().cores());
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
                new LocalTasks.Setting(host.place().name(), directory, grouped),
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
            plugins.call("task.fork", plugin -> plugin.taskFork(task));
            tellScript("task.fork", task);
        }

        @Override
        public void ended(LocalTask task) {
            plugins.call("task.exit", plugin -> plugin.taskExit(task));
            tellScript("task.exit", task);
        }

        @Override
        public void allEnded() {
            plugins.call("shell.finish", ShellPlugin::finish);
            tellScript("shell.finish");
            others.finished();
        }
    }
}
