package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.job.JobState;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.Listed;
import fluxj.wire.Request;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Requests for jobs that are not yet known or not yet in the state that is waited for.
final class IdWaits {
    private final Map<Long, List<Call<ById, Listed>>> waits = new LinkedHashMap<>();
    private final BiConsumer<Call<ById, Listed>, ListedJob> answer;

    /// @param answer tells of a job that has come
    IdWaits(BiConsumer<Call<ById, Listed>, ListedJob> answer) {
        this.answer = answer;
    }

    /// How many jobs are waited for.
    int size() {
        return waits.size();
    }

    void add(Call<ById, Listed> call) {
        waits.computeIfAbsent(call.body().id(), _ -> new ArrayList<>(1)).add(call);
    }

    /// True when a job can be told of. One that is over can, even if it has never been in the state
    /// that is asked for.
    static boolean isThere(ListedJob job, ById wanted) {
        int state = wanted.state().orElse(0);
        return job.state == JobState.INACTIVE
                || (job.state != JobState.NEW && (state == 0 || (job.states & state) != 0));
    }

    /// A job has come to another state.
    void moved(ListedJob job) {
        List<Call<ById, Listed>> waiting = waits.get(job.id);
        if (waiting == null) {
            return;
        }
        List<Call<ById, Listed>> ready = new ArrayList<>();
        waiting.removeIf(call -> isThere(job, call.body()) && ready.add(call));
        if (waiting.isEmpty()) {
            waits.remove(job.id);
        }
        ready.forEach(call -> answer.accept(call, job));
    }

    /// A client is gone, and waits for nothing any more.
    void disconnect(Request request) {
        List<Call<ById, Listed>> gone = new ArrayList<>();
        for (Iterator<List<Call<ById, Listed>>> all = waits.values().iterator(); all.hasNext(); ) {
            List<Call<ById, Listed>> waiting = all.next();
            waiting.removeIf(
                    call -> Dispatcher.sameSender(request, call.request()) && gone.add(call));
            if (waiting.isEmpty()) {
                all.remove();
            }
        }
        gone.forEach(call -> call.fail(Errno.ECANCELED, ""));
    }
}
