package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.plugins.PluginEngine;
import fluxj.services.jobmanager.queue.Queues;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What plugins do to jobs, done.
final class PluginLink implements PluginEngine {
    private final JobTable jobs;
    private final Queues queues;
    private final Supplier<JobCommands> commands;

    /// @param commands known once everything is made; no plugin acts on a job before that
    PluginLink(JobTable jobs, Queues queues, Supplier<JobCommands> commands) {
        this.jobs = jobs;
        this.queues = queues;
        this.commands = commands;
    }

    private Job active(long id) {
        return jobs.active(id).orElseThrow(() -> new FluxException(Errno.ENOENT));
    }

    @Override
    public List<Job> activeJobs() {
        return List.copyOf(jobs.active());
    }

    @Override
    public Optional<Job> job(long id) {
        return jobs.find(id);
    }

    @Override
    public void post(long id, String event, Optional<JsonObject> context) {
        commands.get().post(active(id), event, context.orElse(JsonObject.EMPTY));
    }

    @Override
    public void annotate(long id, JsonObject annotations) {
        commands.get().annotate(active(id), annotations);
    }

    @Override
    public void raise(long id, String type, int severity, String note) {
        commands.get().raise(active(id), type, severity, note);
    }

    @Override
    public void reprioritize(long id, long priority) {
        commands.get().reprioritize(active(id), priority);
    }

    @Override
    public void reprioritizeAll() {
        commands.get().reprioritizeAll();
    }

    @Override
    public void allocate(long id, JsonObject resources) {
        commands.get().grant(active(id), resources);
    }

    @Override
    public Optional<Boolean> dependency(long id, String description) {
        return active(id).dependency(description);
    }

    @Override
    public boolean isQueueEnabled(String name) {
        try {
            return queues.find(Optional.of(name)).isEnabled();
        } catch (FluxException _) {
            return false;
        }
    }

    @Override
    public boolean isStartRequested(long id) {
        return commands.get().isStarting(active(id));
    }
}
