package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.jobtap.Dependency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The plugins that are loaded, in the order they are called.
final class PluginList implements OtherPlugins {
    private static final String ALL = "all";

    private final Surroundings around;
    private final PluginCatalog catalog;
    private List<LoadedPlugin> loaded = List.of();

    /// None yet.
    PluginList(Surroundings around, PluginCatalog catalog) {
        this.around = around;
        this.catalog = catalog;
    }

    List<LoadedPlugin> loaded() {
        return loaded;
    }

    /// Loads those that come with the job manager.
    void loadBuiltins() {
        catalog.builtins().forEach(name -> load(name, JsonObject.EMPTY));
    }

    /// Loads a plugin and tells it of the jobs that are active.
    ///
    /// @throws FluxException why it could not be loaded; nothing has changed then
    void load(String path, JsonObject conf) {
        PluginSource source = catalog.find(path);
        String name = source.plugin().name();
        if (find(name).isPresent()) {
            source.closing().run();
            throw new FluxException(Errno.EEXIST, name + " already loaded");
        }
        PluginScope scope = new PluginScope(around, this, name, source.plugin().service(), conf);
        LoadedPlugin plugin =
                new LoadedPlugin(source.plugin(), name, source.path(), scope, source.closing());
        try {
            begin(plugin);
        } catch (FluxException e) {
            end(plugin);
            throw e;
        }
        List<LoadedPlugin> more = new ArrayList<>(loaded);
        more.add(plugin);
        loaded = List.copyOf(more);
        replay(plugin);
    }

    /// Its own code may throw anything.
    private void begin(LoadedPlugin plugin) {
        try {
            plugin.plugin().load(plugin.scope());
            plugin.plugin().configure(around.flux().config());
        } catch (FluxException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            around.flux().log().err("jobtap: " + plugin.name() + ": load: " + e);
            throw new FluxException(Errno.EINVAL, plugin.name() + ": load failed: " + e);
        }
    }

    private void end(LoadedPlugin plugin) {
        plugin.scope().close();
        around.callbacks().run(plugin.name(), "unload", plugin.plugin()::unload);
        plugin.closing().run();
    }

    private void replay(LoadedPlugin plugin) {
        List<JobView> jobs = new ArrayList<>(around.engine().activeJobs());
        if (jobs.isEmpty()) {
            return;
        }
        order(plugin).ifPresent(jobs::sort);
        for (JobView job : jobs) {
            replay(plugin, job);
        }
        around.engine().reprioritizeAll();
    }

    private static Optional<Comparator<JobView>> order(LoadedPlugin plugin) {
        Comparator<JobView> byState = Comparator.comparing(JobView::state);
        Comparator<JobView> byId = (one, other) -> Long.compareUnsigned(one.id(), other.id());
        return switch (plugin.plugin().loadOrder()) {
            case NONE -> Optional.empty();
            case STATE -> Optional.of(byState.thenComparing(byId));
            case REVERSE_STATE -> Optional.of(byState.reversed().thenComparing(byId));
        };
    }

    private void replay(LoadedPlugin plugin, JobView job) {
        Callbacks callbacks = around.callbacks();
        JobActions actions = plugin.actions(job);
        String name = plugin.name();
        callbacks.call(name, "job.create", () -> plugin.plugin().create(job, actions));
        callbacks.run(name, "job.new", () -> plugin.plugin().accepted(job, actions));
        if (job.state() != JobState.DEPEND) {
            return;
        }
        for (Dependency each : dependencies(job)) {
            if (plugin.plugin().dependencySchemes().contains(each.scheme())) {
                callbacks.call(
                        name,
                        "job.dependency." + each.scheme(),
                        () -> plugin.plugin().dependency(job, each, actions));
            }
        }
        StateChange change = new StateChange(job.state(), Optional.empty());
        callbacks.run(
                name, "job.state.depend", () -> plugin.plugin().enterDepend(job, change, actions));
    }

    private static List<Dependency> dependencies(JobView job) {
        List<Dependency> all = new ArrayList<>();
        if (job.system("dependencies").orElse(JsonArray.EMPTY) instanceof JsonArray entries) {
            for (JsonValue entry : entries) {
                if (entry instanceof JsonObject object) {
                    object.text("scheme")
                            .ifPresent(scheme -> all.add(new Dependency(scheme, object)));
                }
            }
        }
        return all;
    }

    /// Removes the plugins of a name, those that a glob matches, or `all` that did not come with
    /// the job manager.
    ///
    /// @throws FluxException ENOENT when there is none
    void remove(String pattern) {
        Predicate<String> matches = matcher(pattern);
        List<LoadedPlugin> kept = new ArrayList<>();
        List<LoadedPlugin> gone = new ArrayList<>();
        for (LoadedPlugin each : loaded) {
            (matches.test(each.name()) ? gone : kept).add(each);
        }
        if (gone.isEmpty() && !pattern.equals(ALL)) {
            throw new FluxException(Errno.ENOENT, "Failed to find plugin to remove");
        }
        loaded = List.copyOf(kept);
        gone.forEach(this::end);
    }

    /// A glob does not match a leading dot, as in a shell.
    private static Predicate<String> matcher(String pattern) {
        if (pattern.equals(ALL)) {
            return name -> !name.startsWith(".");
        }
        if (pattern.chars().noneMatch(c -> c == '*' || c == '?' || c == '[')) {
            return pattern::equals;
        }
        PathMatcher glob =
                FileSystems.getDefault()
                        .getPathMatcher("glob:" + pattern.replaceAll("[{}]", "\\\\$0"));
        return name ->
                (pattern.startsWith(".") || !name.startsWith(".")) && glob.matches(Path.of(name));
    }

    /// A plugin by its name.
    Optional<LoadedPlugin> find(String name) {
        return loaded.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /// What a plugin tells of itself.
    ///
    /// @throws FluxException in Flux's words
    JsonObject query(String name) {
        LoadedPlugin plugin =
                find(name)
                        .orElseThrow(
                                () -> new FluxException(Errno.ENOENT, name + ": plugin not found"));
        JsonObject told =
                around.callbacks()
                        .call(name, "plugin.query", plugin.plugin()::query)
                        .orElseThrow(() -> new FluxException(Errno.EINVAL, "plugin.query failed"));
        JsonObject.Builder answer =
                JsonObject.builder().put("name", name).put("path", plugin.path());
        told.members().forEach(answer::put);
        return answer.build();
    }

    /// Hands a configuration to all, until one refuses it.
    ///
    /// @throws FluxException EINVAL with its reason
    void configure(JsonObject config) {
        for (LoadedPlugin each : loaded) {
            try {
                each.plugin().configure(config);
            } catch (FluxException e) {
                throw new FluxException(Errno.EINVAL, e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                around.flux().log().err("jobtap: " + each.name() + ": conf.update: " + e);
                throw new FluxException(
                        Errno.EINVAL, "config rejected by " + each.name() + " jobtap plugin");
            }
        }
    }

    @Override
    public List<JsonObject> call(String topic, JobView job, JsonObject arguments) {
        List<JsonObject> answers = new ArrayList<>();
        for (LoadedPlugin each : loaded) {
            around.callbacks()
                    .call(each.name(), topic, () -> each.plugin().called(topic, job, arguments))
                    .flatMap(answer -> answer)
                    .ifPresent(answers::add);
        }
        return answers;
    }

    /// Ends all of them, the last loaded first.
    void close() {
        List<LoadedPlugin> all = loaded.reversed();
        loaded = List.of();
        all.forEach(this::end);
    }
}
