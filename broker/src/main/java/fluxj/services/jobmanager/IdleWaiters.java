package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol.Idle;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.store.EventBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/// Those who wait until there are no jobs any more, or none that run. They are answered when what
/// happened until then is stored.
final class IdleWaiters {
    private final JobTable jobs;
    private final EventBatch batch;
    private final IntSupplier requests;
    private final List<Call<Empty, Empty>> drain = new ArrayList<>();
    private final List<Call<Empty, Idle>> idle = new ArrayList<>();

    /// @param requests how many requests the scheduler has
    IdleWaiters(JobTable jobs, EventBatch batch, IntSupplier requests) {
        this.jobs = jobs;
        this.batch = batch;
        this.requests = requests;
    }

    /// Waits until no job is active.
    void drain(Call<Empty, Empty> call) {
        drain.add(call);
        check();
    }

    /// Waits until no job runs or is with the scheduler.
    void idle(Call<Empty, Idle> call) {
        idle.add(call);
        check();
    }

    /// It may be so now.
    void check() {
        if (jobs.active().isEmpty() && !drain.isEmpty()) {
            List<Call<Empty, Empty>> ready = List.copyOf(drain);
            drain.clear();
            ready.forEach(call -> batch.answer(_ -> call.reply(Empty.EMPTY)));
        }
        if (!idle.isEmpty() && jobs.running() == 0 && requests.getAsInt() == 0) {
            Idle answer = new Idle(jobs.active().size());
            List<Call<Empty, Idle>> ready = List.copyOf(idle);
            idle.clear();
            ready.forEach(call -> batch.answer(_ -> call.reply(answer)));
        }
    }

    /// Refuses all who wait.
    void close() {
        List<Call<Empty, ?>> all = new ArrayList<>(drain);
        all.addAll(idle);
        drain.clear();
        idle.clear();
        all.forEach(call -> call.fail(Errno.ENOSYS, "job-manager is unloading"));
    }
}
