package fluxj.coral2.dws.service.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The jobs that the service remembers.
public final class RabbitJobs {
    private final Map<Long, RabbitJob> jobs = new LinkedHashMap<>();

    /// The job of that id, new when it is not known.
    public RabbitJob get(long id) {
        return jobs.computeIfAbsent(id, RabbitJob::new);
    }

    public Optional<RabbitJob> find(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    public void forget(RabbitJob job) {
        if (jobs.remove(job.id(), job)) {
            job.stopTimers();
        }
    }

    /// Their ids, those first that have been known longest.
    public List<Long> ids() {
        return List.copyOf(jobs.keySet());
    }
}
