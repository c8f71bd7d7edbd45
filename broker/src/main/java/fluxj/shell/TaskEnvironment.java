package fluxj.shell;

import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.ShellEnvironment;
import fluxj.shell.spi.ShellTask;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The environment of the job on this node, passed on to the tasks that are made already.
final class TaskEnvironment implements ShellEnvironment {
    private final Map<String, String> values;
    private final Supplier<List<? extends ShellTask>> tasks;

    TaskEnvironment(Map<String, String> submitted, Supplier<List<? extends ShellTask>> tasks) {
        this.values = new LinkedHashMap<>(submitted);
        this.tasks = tasks;
    }

    @Override
    public Map<String, String> all() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public void set(String name, String value) {
        values.put(name, value);
        tasks.get().forEach(task -> task.setenv(name, value));
    }

    @Override
    public void unset(String name) {
        values.remove(name);
        tasks.get().forEach(task -> task.unsetenv(name));
    }

    /// Sets what every task of the job has (spec services 15.4).
    ///
    /// @param path the ids of the jobs around the instance, `/` for none
    void addJob(RunningJob job, String uri, String host, String path) {
        unset("FLUX_PROXY_REMOTE");
        set("FLUX_URI", uri);
        set("FLUX_KVS_NAMESPACE", job.id().namespace());
        set("FLUX_JOB_ID_PATH", (path.equals("/") ? "" : path) + "/" + job.idText());
        set("FLUX_JOB_SIZE", Integer.toString(job.taskCount()));
        set("FLUX_JOB_NNODES", Integer.toString(job.size()));
        set("FLUX_JOB_ID", job.idText());
        if (values.containsKey("HOSTNAME")) {
            set("HOSTNAME", host);
        }
    }
}
