package fluxj.services.schedsimple;

import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RawCall;
import fluxj.services.jobmanager.SchedProtocol.AllocReply;
import fluxj.services.schedsimple.pool.JobNeeds;
import fluxj.wire.Payload;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.OptionalDouble;
import java.util.Set;

/// A job that waits for resources.
final class PendingJob {
    /// Those with the highest priority first, of these the oldest.
    static final Comparator<PendingJob> ORDER =
            Comparator.<PendingJob>comparingLong(job -> job.priority)
                    .reversed()
                    .thenComparing(PendingJob::id);

    private static final String SCHED = "sched";
    private static final String ESTIMATE = "t_estimate";

    private final JobId id;
    private final JobNeeds request;
    private final RawCall call;
    private final Set<String> annotated = new LinkedHashSet<>();
    private long priority;
    private OptionalDouble estimate = OptionalDouble.empty();
    private int jobsAhead = -1;

    PendingJob(JobId id, long priority, JobNeeds request, RawCall call) {
        this.id = id;
        this.priority = priority;
        this.request = request;
        this.call = call;
    }

    JobId id() {
        return id;
    }

    JobNeeds request() {
        return request;
    }

    RawCall call() {
        return call;
    }

    /// To be done only while it is in no queue.
    void setPriority(long changed) {
        priority = changed;
    }

    /// Tells people when it will start; nothing when they know.
    void estimate(OptionalDouble start) {
        if (!estimate.equals(start)) {
            estimate = start;
            annotate(
                    JsonObject.of(
                            ESTIMATE,
                            start.isPresent()
                                    ? JsonValue.of(start.getAsDouble())
                                    : JsonValue.Null.NULL));
        }
    }

    /// Tells people why it waits; nothing when they know.
    void explain(int ahead) {
        if (jobsAhead != ahead) {
            jobsAhead = ahead;
            annotate(
                    JsonObject.builder()
                            .put("reason_pending", "insufficient resources")
                            .put("jobs_ahead", ahead)
                            .build());
        }
    }

    private void annotate(JsonObject notes) {
        annotated.addAll(notes.keys());
        call.reply(Payload.of(AllocReply.annotate(id.value(), JsonObject.of(SCHED, notes))));
    }

    /// Answers that it has resources. What was told while it waited is taken back.
    void succeed(JsonObject resources, String summary) {
        JsonObject.Builder notes = JsonObject.builder();
        annotated.forEach(key -> notes.put(key, JsonValue.Null.NULL));
        notes.put("resource_summary", summary);
        call.reply(
                Payload.of(
                        AllocReply.success(
                                id.value(), resources, JsonObject.of(SCHED, notes.build()))));
    }

    void deny(String note) {
        deny(call, id, note);
    }

    /// Answers that a job can never run.
    static void deny(RawCall call, JobId id, String note) {
        call.reply(Payload.of(AllocReply.deny(id.value(), note)));
    }

    void cancel() {
        call.reply(Payload.of(AllocReply.canceled(id.value())));
    }
}
