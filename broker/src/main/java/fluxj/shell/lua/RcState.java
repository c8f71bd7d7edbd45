package fluxj.shell.lua;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellLevel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The copies that a script works on, and the list of what it did.
final class RcState {
    private static final String TASK_EXEC = "task.exec";

    private final RcFacts facts;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private JsonObject options = JsonObject.EMPTY;
    private List<RcEffect> effects = new ArrayList<>();
    private Optional<String> death = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private String searchPath;
    private int degrees;
    private RcView.@Nullable TaskView task;
    private Map<String, String> taskEnvironment = Map.of();
    private String topic = "";

    RcState(RcFacts facts) {
        this.facts = facts;
        searchPath = facts.searchPath();
    }

    /// Begins anew with the shell as it is now.
    void begin(RcView view) {
        environment.clear();
        environment.putAll(view.environment());
        options = view.options();
        degrees = view.degrees();
        effects = new ArrayList<>();
        death = Optional.empty();
        failure = Optional.empty();
    }

    /// What came of it.
    RcOutcome end() {
        return new RcOutcome(List.copyOf(effects), death, failure);
    }

    RcFacts facts() {
        return facts;
    }

    /// Which task `task` is about from now on; null is none.
    void enter(RcView.@Nullable TaskView other) {
        task = other;
        taskEnvironment = other == null ? Map.of() : new LinkedHashMap<>(other.environment());
    }

    /// Says in which of its handlers the script is.
    void enterTopic(String name) {
        topic = name;
    }

    /// True in a handler that flux-core runs in the task's process, whose streams are the task's.
    boolean isInTaskProcess() {
        return task != null && topic.equals(TASK_EXEC);
    }

    Optional<RcView.TaskView> task() {
        return Optional.ofNullable(task);
    }

    Map<String, String> environment() {
        return environment;
    }

    void setenv(String name, Optional<String> value) {
        put(environment, name, value);
        effects.add(new RcEffect.Environment(name, value));
    }

    Optional<String> taskGetenv(String name) {
        return Optional.ofNullable(taskEnvironment.get(name));
    }

    void taskSetenv(String name, Optional<String> value) {
        if (task != null) {
            put(taskEnvironment, name, value);
            effects.add(new RcEffect.TaskEnvironment(task.index(), name, value));
        }
    }

    private static void put(Map<String, String> map, String name, Optional<String> value) {
        value.ifPresentOrElse(text -> map.put(name, text), () -> map.remove(name));
    }

    JsonObject options() {
        return options;
    }

    void setOption(String name, Optional<JsonValue> value) {
        options =
                value.map(given -> options.with(name, given))
                        .orElseGet(() -> options.toBuilder().remove(name).build());
        effects.add(new RcEffect.Option(name, value));
    }

    int degrees() {
        return degrees;
    }

    void setDegrees(int other) {
        degrees = other;
        effects.add(new RcEffect.Verbose(other));
    }

    String searchPath() {
        return searchPath;
    }

    void setSearchPath(String path) {
        searchPath = path;
    }

    void say(ShellLevel level, String text) {
        effects.add(new RcEffect.Said(level, text));
    }

    void print(String stream, String text) {
        if (task != null) {
            effects.add(new RcEffect.Printed(task.index(), stream, text));
        }
    }

    void die(String note) {
        if (death.isEmpty()) {
            death = Optional.of(note);
        }
    }

    /// The script failed; the first reason is the one that tells where.
    void fail(String why) {
        if (failure.isEmpty() && death.isEmpty()) {
            say(ShellLevel.ERROR, why);
            failure = Optional.of(why);
        }
    }

    void callbackFailed(String plugin, String topic, String text) {
        effects.add(new RcEffect.CallbackFailed(plugin, topic, text));
    }

    /// What `plugin.load` does with a file: nothing, when the shell has its own in its place.
    ///
    /// @param isPattern true when there may be none of that name
    /// @return why not; empty when all is well
    Optional<String> load(String pattern, boolean isPattern) {
        Optional<String> refused = Optional.empty();
        boolean found = false;
        for (String folder : pattern.contains("/") ? List.of("") : folders()) {
            String path = folder.isEmpty() ? pattern : folder + "/" + pattern;
            for (String file : ScriptFiles.glob(facts.directory(), path)) {
                found = true;
                String name = file.substring(file.lastIndexOf('/') + 1);
                if (facts.plugins().contains(name)) {
                    effects.add(new RcEffect.Loaded(name));
                } else {
                    refused = Optional.of(file);
                }
            }
        }
        String name = pattern.substring(pattern.lastIndexOf('/') + 1);
        if (!isPattern && facts.plugins().contains(name)) {
            effects.add(new RcEffect.Loaded(name));
            return Optional.empty();
        }
        if (isPattern) {
            refused.ifPresent(this::passOver);
            return Optional.empty();
        }
        if (!found) {
            return Optional.of("File not found");
        }
        return Optional.of(
                Errno.EOPNOTSUPP.text()
                        + ": only flux-core's own shell loads plugins written in C");
    }

    private void passOver(String file) {
        say(
                ShellLevel.WARN,
                "plugin.load: "
                        + file
                        + ": not loaded: only flux-core's own shell loads plugins"
                        + " written in C");
    }

    private List<String> folders() {
        return List.of(searchPath.split(":"));
    }
}
