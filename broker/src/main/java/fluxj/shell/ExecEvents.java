package fluxj.shell;

import fluxj.json.JsonObject;
import fluxj.shell.spi.ShellEventlog;
import fluxj.shell.spi.ShellJob;

import java.util.LinkedHashMap;
import java.util.Map;

/// The events that a leader writes to the job's `exec.eventlog`, which plugins add to before they
/// are written (spec services 15.2).
final class ExecEvents {
    private final ShellEventlog log;
    private final Map<String, JsonObject> contexts = new LinkedHashMap<>();

    ExecEvents(ShellEventlog log) {
        this.log = log;
    }

    void add(String event, JsonObject members) {
        JsonObject.Builder context = contexts.getOrDefault(event, JsonObject.EMPTY).toBuilder();
        members.members().forEach(context::put);
        contexts.put(event, context.build());
    }

    /// What they say of the job before any plugin is asked.
    void describe(ShellJob job) {
        add(
                "shell.init",
                JsonObject.builder()
                        .put("leader-rank", job.node().brokerRank())
                        .put("size", job.size())
                        .put("service", job.service())
                        .build());
        JsonObject taskmap =
                JsonObject.builder().put("version", 1).put("map", job.taskmap().toJson()).build();
        add("shell.start", JsonObject.of("taskmap", taskmap));
    }

    void emit(String event) {
        log.append(event, contexts.getOrDefault(event, JsonObject.EMPTY));
        log.flush();
    }
}
