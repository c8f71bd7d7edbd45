package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.platform.SystemText;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.shell.job.RunningJob;
import fluxj.shell.lua.LuaScript;
import fluxj.shell.lua.RcEffect;
import fluxj.shell.lua.RcFacts;
import fluxj.shell.lua.RcOutcome;
import fluxj.shell.lua.RcView;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellNode;
import fluxj.shell.spi.ShellOptions;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The initrc of a shell (spec services 15.9). It runs beside the reactor, one call after the
/// other; what it did is done here when it has come to its end.
final class InitScript {
    private static final String NONE = "none";

    /// Which script there is.
    ///
    /// @param file as it was named
    /// @param exists false: one of ours is run in its place, as flux-core always installs one
    record Source(String file, boolean exists) {
        private String folder() {
            int end = file.lastIndexOf('/');
            return end < 0 ? "." : end == 0 ? "/" : file.substring(0, end);
        }
    }

    /// What it works on.
    record Subject(
            Reactor reactor,
            RunningJob job,
            TaskEnvironment environment,
            LocalTasks tasks,
            MessageRouter router,
            Holds holds) {}

    private final Source source;
    private final Subject subject;
    private final RcFacts facts;
    private final ShellPluginStack.Failures failures;
    private final Consumer<String> onLoad;
    private Promise<Boolean> last = Promise.of(true);
    private @Nullable LuaScript script;
    private int degrees;

    InitScript(
            Source source,
            Subject subject,
            RcFacts facts,
            ShellPluginStack.Failures failures,
            Consumer<String> onLoad) {
        this.source = source;
        this.subject = subject;
        this.facts = facts;
        this.failures = failures;
        this.onLoad = onLoad;
        degrees = subject.job().spec().options().whole("verbose").orElse(0L).intValue();
    }

    /// The script of a job; empty for none.
    ///
    /// @param standard the file that is used when the job names none; may be empty
    /// @param exists true when it does
    static Optional<Source> find(
            RunningJob job, TaskEnvironment environment, String standard, boolean exists) {
        ShellOptions options = job.spec().options();
        Optional<String> asked = options.text("initrc");
        if (asked.isPresent()) {
            return Optional.of(new Source(asked.get(), true));
        }
        if (exists) {
            return Optional.of(new Source(standard, true));
        }
        boolean isWanted =
                options.has("userrc")
                        || !options.text("mpi").orElse(NONE).equals(NONE)
                        || environment.get("FLUX_SHELL_RC_PATH").isPresent();
        return isWanted ? Optional.of(new Source(standard, false)) : Optional.empty();
    }

    /// What it is told of a job.
    ///
    /// @param directory where the tasks start
    static RcFacts facts(RunningJob job, Path directory, String searchPath, Set<String> plugins) {
        RunningJob then = job.snapshot();
        return new RcFacts(
                info(then),
                then.size(),
                then.rank(),
                node -> nodeInfo(then, node),
                directory,
                searchPath,
                plugins);
    }

    private static JsonObject info(RunningJob job) {
        return JsonObject.builder()
                .put("jobid", job.id().value())
                .put("rank", job.rank())
                .put("instance_owner", job.isSingleUser() ? 1 : 0)
                .put("size", job.size())
                .put("ntasks", job.taskCount())
                .put("service", job.service())
                .put("jobspec", job.jobspec())
                .put("R", job.resources())
                .put(
                        "options",
                        JsonObject.of("verbose", job.spec().options().whole("verbose").orElse(0L)))
                .build();
    }

    private static JsonObject nodeInfo(RunningJob job, int rank) {
        ShellNode node = job.node(rank);
        JsonObject.Builder resources =
                JsonObject.builder()
                        .put("ncores", node.cores().size())
                        .put("cores", node.cores().toString());
        if (node.gpus().size() > 0) {
            resources.put("gpus", node.gpus().toString());
        }
        return JsonObject.builder()
                .put("id", node.id())
                .put("name", node.name())
                .put("broker_rank", node.brokerRank())
                .put("ntasks", node.tasks().size())
                .put("taskids", node.tasks().toString())
                .put("resources", resources.build())
                .build();
    }

    /// Runs the script itself.
    ///
    /// @return fails with the note of the job's exception
    Promise<Boolean> run() {
        subject.router().log(ShellLevel.DEBUG, "", "Loading " + source.file());
        String prefix = "loading rc file " + source.file();
        RcView view = view(List.of());
        return subject.reactor()
                .blocking(() -> start(view))
                .map(
                        outcome -> {
                            apply(outcome);
                            outcome.failure()
                                    .ifPresent(
                                            why -> {
                                                throw new FluxException(
                                                        Errno.EINVAL, prefix + ": " + why);
                                            });
                            outcome.death()
                                    .ifPresent(
                                            why -> {
                                                throw new FluxException(Errno.EINVAL, why);
                                            });
                            return true;
                        });
    }

    private RcOutcome start(RcView view) {
        Path path = facts.directory().resolve(source.file());
        if (source.exists() && !Files.exists(path)) {
            throw new FluxException(
                    Errno.ENOENT, "loading rc file " + source.file() + ": " + Errno.ENOENT.text());
        }
        LuaScript made = new LuaScript(facts, source.folder());
        script = made;
        return source.exists()
                ? made.run(source.file(), view)
                : made.runDefault(source.file(), view);
    }

    private RcView view(List<? extends ShellTask> tasks) {
        return new RcView(
                subject.environment().all(),
                subject.job().spec().options().values(),
                degrees,
                tasks.stream()
                        .map(
                                task ->
                                        new RcView.TaskView(
                                                task.index(),
                                                RecordCodec.encode(task.info()),
                                                task.environment()))
                        .toList());
    }

    /// Calls the handlers of a topic, when all calls before have come back.
    ///
    /// @return false when one failed
    Promise<Boolean> call(String topic, List<? extends ShellTask> tasks) {
        LuaScript called = script;
        if (called == null || !called.wants(topic)) {
            return last;
        }
        Hold hold = subject.holds().add("initrc");
        Deferred<Boolean> done = new Deferred<>();
        last.flatMap(
                        _ -> {
                            RcView view = view(tasks);
                            return subject.reactor().blocking(() -> called.call(topic, view));
                        })
                .then(
                        outcome -> {
                            apply(outcome);
                            outcome.death().ifPresent(why -> failures.fatal(new ShellFailure(why)));
                            done.complete(!outcome.isAnyCallbackFailed());
                            hold.release();
                        },
                        error -> {
                            failures.failed("initrc", topic, error.text());
                            done.complete(false);
                            hold.release();
                        });
        last = done;
        return done;
    }

    private void apply(RcOutcome outcome) {
        for (RcEffect effect : outcome.effects()) {
            switch (effect) {
                case RcEffect.Said(ShellLevel level, String text) ->
                        subject.router().log(level, "", text);
                case RcEffect.Printed(int index, String stream, String text) ->
                        subject.tasks().say(index, stream, SystemText.encode(text));
                case RcEffect.Environment(String name, Optional<String> value) ->
                        value.ifPresentOrElse(
                                text -> subject.environment().set(name, text),
                                () -> subject.environment().unset(name));
                case RcEffect.TaskEnvironment(int index, String name, Optional<String> value) -> {
                    ShellTask task = subject.tasks().all().get(index);
                    value.ifPresentOrElse(
                            text -> task.setenv(name, text), () -> task.unsetenv(name));
                }
                case RcEffect.Option(String name, Optional<JsonValue> value) ->
                        subject.job().setOption(name, value);
                case RcEffect.Loaded(String file) -> onLoad.accept(file);
                case RcEffect.Verbose(int level) -> {
                    degrees = level;
                    subject.router().setLimit(ShellLevel.verbose(level));
                }
                case RcEffect.CallbackFailed(String plugin, String topic, String text) ->
                        failures.failed(plugin, topic, text);
            }
        }
    }

    private static boolean closed(LuaScript over) {
        over.close();
        return true;
    }

    /// Frees what the script has, when its last call has come back.
    void close() {
        LuaScript over = script;
        if (over != null) {
            script = null;
            last.flatMap(_ -> subject.reactor().blocking(() -> closed(over)))
                    .then(
                            _ -> {},
                            error ->
                                    subject.router()
                                            .log(ShellLevel.ERROR, "", "initrc: " + error.text()));
        }
    }
}
