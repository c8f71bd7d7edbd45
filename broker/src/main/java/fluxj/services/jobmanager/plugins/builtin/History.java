package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.Errno;
import fluxj.jobtap.Callers;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.PluginRequest;
import fluxj.services.jobmanager.BuiltinPluginsProtocol;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Knows who submitted which jobs, for `flux job last`. Ids grow with the time of submission, so
/// their order is that of history.
final class History implements JobtapPlugin {
    static final String NAME = ".history";

    private final Map<Integer, SortedIds> byUser = new HashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext context) {
        context.serve("get", Callers.USERS, this::get);
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        add(job);
    }

    @Override
    public void inactiveAdd(JobView job) {
        add(job);
    }

    private void add(JobView job) {
        byUser.computeIfAbsent(job.userid(), _ -> new SortedIds()).add(job.id());
    }

    @Override
    public void inactiveRemove(JobView job) {
        @Nullable SortedIds ids = byUser.get(job.userid());
        if (ids != null && ids.remove(job.id()) && ids.size() == 0) {
            byUser.remove(job.userid());
        }
    }

    private void get(PluginRequest request) {
        SortedIds ids = byUser.getOrDefault(request.userid(), new SortedIds());
        int size = ids.size();
        Optional<Slice> slice =
                Slice.parse(request.body(BuiltinPluginsProtocol.History.class).slice(), size);
        if (slice.isEmpty()) {
            request.fail(Errno.EINVAL, "could not parse python-style slice expression");
            return;
        }
        List<Long> found = new ArrayList<>();
        slice.get().indexes().forEach(index -> found.add(ids.get(size - 1 - index)));
        request.reply(new BuiltinPluginsProtocol.Jobs(found));
    }
}
