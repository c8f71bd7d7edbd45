package fluxj.coral2.dws.tracker;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Asks the same of many jobs, a few at a time. Jobs that are gone, or somebody else's, have no
/// answer; any other failure is one of all.
final class JobLookups<T> {
    private static final int AT_ONCE = 64;

    private final Function<JobId, Promise<T>> question;
    private final Deque<JobId> left;
    private final Map<JobId, T> answers = new LinkedHashMap<>();
    private final Deferred<Map<JobId, T>> result = new Deferred<>();
    private int asked;

    private JobLookups(Collection<JobId> jobs, Function<JobId, Promise<T>> question) {
        this.question = question;
        left = new ArrayDeque<>(jobs);
    }

    /// Asks it.
    static <T> Promise<Map<JobId, T>> of(
            Collection<JobId> jobs, Function<JobId, Promise<T>> question) {
        JobLookups<T> lookups = new JobLookups<>(jobs, question);
        lookups.next();
        return lookups.result;
    }

    private void next() {
        while (asked < AT_ONCE && !left.isEmpty()) {
            JobId id = left.remove();
            asked++;
            question.apply(id)
                    .then(
                            answer -> {
                                answers.put(id, answer);
                                answered();
                            },
                            error -> {
                                if (isOfThisJob(error)) {
                                    answered();
                                } else {
                                    result.fail(error);
                                }
                            });
        }
        if (asked == 0 && left.isEmpty()) {
            result.complete(answers);
        }
    }

    private static boolean isOfThisJob(FluxException error) {
        return error.errno().equals(Errno.ENOENT) || error.errno().equals(Errno.EPERM);
    }

    private void answered() {
        asked--;
        next();
    }
}
