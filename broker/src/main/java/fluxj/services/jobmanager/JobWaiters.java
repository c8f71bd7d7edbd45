package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobFlag;
import fluxj.json.JsonObject;
import fluxj.rpc.Call;
import fluxj.services.jobmanager.JobManagerProtocol.Wait;
import fluxj.services.jobmanager.JobManagerProtocol.Waited;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Those who wait for waitable jobs, and the waitable jobs that are over and that nobody has waited
/// for yet. Each is told to one who waits, once.
final class JobWaiters {
    private static final String NO_MORE = "there are no more waitable jobs";

    private record Zombie(Job job, Waited answer) {}

    private final JobTable jobs;
    private final Map<Long, Zombie> zombies = new LinkedHashMap<>();
    private final Map<Long, Call<Wait, Waited>> forOne = new LinkedHashMap<>();
    private final Deque<Call<Wait, Waited>> forAny = new ArrayDeque<>();
    private int waitable;

    JobWaiters(JobTable jobs) {
        this.jobs = jobs;
    }

    /// A job is there from now on.
    void added(Job job) {
        if (job.has(JobFlag.WAITABLE)) {
            waitable++;
        }
    }

    /// A job is none after all.
    void removed(Job job) {
        if (job.has(JobFlag.WAITABLE)) {
            waitable--;
        }
    }

    /// A job is over.
    void retired(Job job) {
        if (!job.has(JobFlag.WAITABLE)) {
            return;
        }
        waitable--;
        Waited answer = answer(job);
        @Nullable Call<Wait, Waited> one = forOne.remove(job.id());
        @Nullable Call<Wait, Waited> waiter = one == null ? forAny.poll() : one;
        if (waiter == null) {
            zombies.put(job.id(), new Zombie(job, answer));
        } else {
            waiter.reply(answer);
        }
    }

    private static Waited answer(Job job) {
        Optional<Eventlog.Event> end = job.endEvent();
        JsonObject context = end.flatMap(Eventlog.Event::context).orElse(JsonObject.EMPTY);
        String error =
                end.map(Eventlog.Event::name).orElse("").equals("finish")
                        ? EndOfTasks.problem(context.whole("status").orElse(0L).intValue())
                        : "Fatal exception type="
                                + context.text("type").orElse("")
                                + " "
                                + context.text("note").orElse("");
        return new Waited(job.id(), error.isEmpty(), error);
    }

    /// Waits for a job.
    void wait(Call<Wait, Waited> call) {
        long id = call.body().id();
        if (id == JobManagerProtocol.ANY_JOB) {
            @Nullable Long first = zombies.isEmpty() ? null : zombies.keySet().iterator().next();
            if (first == null) {
                forAny.add(call);
            } else {
                reap(first, call);
            }
        } else if (zombies.containsKey(id)) {
            reap(id, call);
        } else {
            waitForActive(id, call);
            return;
        }
        refuseOneTooMany();
    }

    private void reap(long id, Call<Wait, Waited> call) {
        @Nullable Zombie zombie = zombies.remove(id);
        if (zombie != null) {
            call.reply(zombie.answer());
        }
    }

    private void waitForActive(long id, Call<Wait, Waited> call) {
        Job job =
                jobs.active(id)
                        .orElseThrow(
                                () ->
                                        none(
                                                "invalid job id, or job may be inactive and not"
                                                        + " waitable"));
        if (forOne.containsKey(id)) {
            throw none("job id already has a waiter");
        }
        if (!job.has(JobFlag.WAITABLE)) {
            throw none("job was not submitted with FLUX_JOB_WAITABLE");
        }
        forOne.put(id, call);
    }

    private void refuseOneTooMany() {
        if (!forAny.isEmpty() && forAny.size() + forOne.size() > waitable) {
            forAny.removeLast().fail(Errno.ECHILD, NO_MORE);
        }
    }

    private static FluxException none(String text) {
        return new FluxException(Errno.ECHILD, text);
    }

    /// Jobs that are over and that nobody has waited for.
    Collection<Job> zombies() {
        List<Job> all = new ArrayList<>(zombies.size());
        zombies.values().forEach(zombie -> all.add(zombie.job()));
        return all;
    }

    /// Somebody is gone.
    void disconnect(Request gone) {
        String origin = gone.routes().origin();
        forOne.values().removeIf(call -> isFrom(call, origin));
        forAny.removeIf(call -> isFrom(call, origin));
    }

    private static boolean isFrom(Call<?, ?> call, String origin) {
        return call.request().routes().origin().equals(origin);
    }

    /// Refuses all who wait.
    void close() {
        List<Call<Wait, Waited>> all = new ArrayList<>(forOne.values());
        all.addAll(forAny);
        forOne.clear();
        forAny.clear();
        all.forEach(call -> call.fail(Errno.ENOSYS, "job-manager is unloading"));
    }
}
