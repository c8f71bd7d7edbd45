package fluxj.cli.events;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobResult;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.Optional;

/// How a job went, put together from the events of its eventlog. Of several exceptions the most
/// severe is told, and of equal ones the last.
public final class JobOutcome {
    private static final String SEVERITY = "exception_severity";
    private static final String TYPE = "exception_type";
    private static final String STATUS = "waitstatus";

    private JsonObject facts;

    JobOutcome(JobId id) {
        facts = JsonObject.builder().put("id", id.value()).put("exception_occurred", false).build();
    }

    /// Waits until a job is over; an error such as ENOENT when its eventlog cannot be read.
    public static Promise<JobOutcome> of(FluxClient client, JobId id) {
        JobOutcome outcome = new JobOutcome(id);
        Deferred<JobOutcome> over = new Deferred<>();
        EventlogWatch.open(
                client,
                id,
                "eventlog",
                new EventlogWatch.Listener() {
                    @Override
                    public void onEvent(Eventlog.Event event) {
                        outcome.take(event);
                    }

                    @Override
                    public void onEnd(FluxException error) {
                        if (error.errno().equals(Errno.ENODATA)) {
                            over.complete(outcome);
                        } else {
                            over.fail(error);
                        }
                    }
                });
        return over;
    }

    /// Takes the next event of the log.
    void take(Eventlog.Event event) {
        JsonValue time = JsonValue.of(event.timestamp());
        JsonObject context = event.context().orElse(JsonObject.EMPTY);
        switch (event.name()) {
            case "submit" -> facts = facts.with("t_submit", time);
            case "alloc" -> facts = facts.with("t_run", time);
            case "finish" -> {
                facts = facts.with("t_cleanup", time);
                context.get("status").ifPresent(status -> facts = facts.with(STATUS, status));
            }
            case "exception" -> exception(context);
            default -> {
                // Says nothing of how it went.
            }
        }
    }

    private void exception(JsonObject context) {
        Optional<Long> before = facts.whole(SEVERITY);
        long severity = context.whole("severity").orElse(0L);
        if (before.isPresent() && before.get() < severity) {
            return;
        }
        facts =
                facts.with("exception_occurred", JsonValue.of(true))
                        .with(TYPE, JsonValue.of(context.text("type").orElse("")))
                        .with("exception_note", JsonValue.of(context.text("note").orElse("")))
                        .with(SEVERITY, JsonValue.of(severity));
    }

    /// What is known, with the result as job-list numbers it.
    public JsonObject toJson() {
        return facts.with("result", JsonValue.of(result().bit()));
    }

    JobResult result() {
        if (facts.get("t_run").isPresent() && waitStatus().equals(Optional.of(0))) {
            return JobResult.COMPLETED;
        }
        return switch (facts.text(TYPE).orElse("")) {
            case "cancel" -> JobResult.CANCELED;
            case "timeout" -> JobResult.TIMEOUT;
            default -> JobResult.FAILED;
        };
    }

    /// How the job's tasks ended, as `wait` has it; empty when it never ran.
    public Optional<Integer> waitStatus() {
        return facts.whole(STATUS).map(Long::intValue);
    }

    /// The type of the exception that ended the job.
    public Optional<String> fatal() {
        boolean isFatal = facts.whole(SEVERITY).equals(Optional.of(0L));
        return isFatal ? facts.text(TYPE) : Optional.empty();
    }
}
