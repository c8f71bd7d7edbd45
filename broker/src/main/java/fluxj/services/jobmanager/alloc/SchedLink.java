package fluxj.services.jobmanager.alloc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobFlag;
import fluxj.job.JobState;
import fluxj.job.Urgency;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.AttachProtocol.SchedReady;
import fluxj.services.jobmanager.AttachProtocol.Waiting;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.jobmanager.SchedProtocol.Alloc;
import fluxj.services.jobmanager.SchedProtocol.AllocReply;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobEvents;
import fluxj.services.jobmanager.job.JobStep.Request;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way to the scheduler: requests go to it in the order of the queue, as many as it takes, and
/// its answers become events. While there is none, the requests wait here.
public final class SchedLink {
    /// So many requests are sent in one turn of the reactor.
    private static final int TURN = 32;

    private final ServiceContext flux;
    private final EventEngine engine;
    private final JobEvents events;
    private final AllocOwner owner;
    private final RequestQueue requests = new RequestQueue();
    private fluxj.wire.@Nullable Request scheduler;
    private int limit;
    private boolean pumping;
    private @Nullable List<JsonValue> gathered;

    /// No scheduler yet.
    public SchedLink(ServiceContext flux, EventEngine engine, JobEvents events, AllocOwner owner) {
        this.flux = flux;
        this.engine = engine;
        this.events = events;
        this.owner = owner;
    }

    /// True while there is a scheduler.
    public boolean isOnline() {
        return scheduler != null;
    }

    /// Where the request of a job is.
    public Request request(Job job) {
        return requests.of(job);
    }

    /// How many requests wait here.
    public int queuedCount() {
        return requests.queuedCount();
    }

    /// How many requests the scheduler has.
    public int sentCount() {
        return requests.sentCount();
    }

    /// The jobs whose requests wait here, in order.
    public List<Job> queued() {
        return requests.queued();
    }

    // --- requests

    /// Adds the request of a job, unless its queue is stopped.
    public void enqueue(Job job) {
        if (owner.isStarted(job)) {
            requests.add(job);
            recallOutranked();
            pump();
        }
    }

    /// Forgets a request that waits here.
    public void dequeue(Job job) {
        requests.remove(job);
    }

    /// Asks the scheduler to forget a request; its answer is to come.
    public void cancel(Job job) {
        if (requests.cancel(job)) {
            flux.rpc()
                    .send(
                            SchedProtocol.CANCEL,
                            Message.NODEID_ANY,
                            new SchedProtocol.Cancel(job.id()));
        }
    }

    /// Asks the scheduler to forget a request, and forgets it: resources that come all the same go
    /// back.
    public void drop(Job job) {
        cancel(job);
        requests.remove(job);
        clearNotes(job, Optional.empty());
        owner.requestsChanged();
        pump();
    }

    /// The priority of a job may have changed.
    public void refresh(Job job) {
        if (!requests.reorder(job)) {
            return;
        }
        if (requests.of(job) == Request.SENT) {
            if (job.priority() == Urgency.PRIORITY_MIN) {
                cancel(job);
            } else {
                prioritize(job);
            }
        }
        if (gathered == null) {
            recallOutranked();
            pump();
        }
    }

    private void prioritize(Job job) {
        JsonArray change = JsonArray.of(JsonValue.of(job.id()), JsonValue.of(job.priority()));
        if (gathered == null) {
            tellPriorities(List.of(change));
        } else {
            gathered.add(change);
        }
    }

    /// Tells the scheduler of all priorities that `change` changes in one message.
    public void gatherPriorities(Runnable change) {
        List<JsonValue> changes = new ArrayList<>();
        gathered = changes;
        try {
            change.run();
        } finally {
            gathered = null;
        }
        recallOutranked();
        tellPriorities(changes);
        pump();
    }

    private void tellPriorities(List<JsonValue> changes) {
        if (!changes.isEmpty()) {
            flux.rpc()
                    .send(
                            SchedProtocol.PRIORITIZE,
                            Message.NODEID_ANY,
                            new SchedProtocol.Prioritize(new JsonArray(changes)));
        }
    }

    private void recallOutranked() {
        if (limit > 0) {
            requests.outranked().forEach(this::cancel);
        }
    }

    /// Some queue began to hand out its jobs.
    public void queueStarted(Optional<String> queue) {
        for (Job job : List.copyOf(events.activeJobs())) {
            if (job.state() == JobState.SCHED && job.queue().equals(queue)) {
                owner.act(job);
            }
        }
    }

    /// Some queue ceased to.
    public void queueStopped(Optional<String> queue) {
        for (Job job : requests.queued()) {
            if (job.queue().equals(queue)) {
                requests.remove(job);
            }
        }
        for (Job job : requests.sent()) {
            if (job.queue().equals(queue)) {
                cancel(job);
            }
        }
    }

    private void pump() {
        if (!pumping && hasWork()) {
            pumping = true;
            flux.reactor().post(this::turn);
        }
    }

    private boolean hasWork() {
        @Nullable Job head = requests.head();
        return scheduler != null
                && head != null
                && head.priority() != Urgency.PRIORITY_MIN
                && (limit == 0 || requests.sentCount() < limit);
    }

    private void turn() {
        pumping = false;
        for (int i = 0; i < TURN && hasWork(); i++) {
            @Nullable Job job = requests.head();
            if (job != null) {
                requests.sendHead();
                send(job);
            }
        }
        pump();
    }

    private void send(Job job) {
        Alloc request =
                new Alloc(job.id(), job.priority(), job.user(), job.submitTime(), job.jobspec());
        flux.emit(
                fluxj.wire.Request.of(
                        SchedProtocol.ALLOC.topic(),
                        Payload.of(request),
                        Message.NODEID_ANY,
                        0,
                        0));
        if (job.has(JobFlag.DEBUG)) {
            events.post(job, "debug.alloc-request", JsonObject.EMPTY);
        }
    }

    /// Gives resources back; nobody to give them to will ask by `sched-hello`.
    ///
    /// @param isFinal true when the job has none left
    public void free(long id, JsonObject resources, boolean isFinal) {
        owner.resourcesChanged();
        if (scheduler != null) {
            flux.rpc()
                    .send(
                            SchedProtocol.FREE,
                            Message.NODEID_ANY,
                            new SchedProtocol.Free(id, resources, isFinal));
        }
    }

    // --- a scheduler comes and goes

    /// A scheduler takes requests from now on.
    public void ready(Call<SchedReady, Waiting> call) {
        SchedReady body = call.body();
        int wanted =
                switch (body.mode()) {
                    case "limited" -> body.limit().orElse(0);
                    case "unlimited" -> 0;
                    default -> throw new FluxException(Errno.EPROTO);
                };
        if (wanted < 0 || (wanted == 0 && body.mode().equals("limited"))) {
            throw new FluxException(Errno.EPROTO);
        }
        limit = wanted;
        scheduler = call.request();
        flux.log().debug("scheduler: ready " + body.mode());
        call.reply(new Waiting(requests.queuedCount()));
        for (Job job : List.copyOf(events.activeJobs())) {
            if (job.state() == JobState.CLEANUP && job.hasResources()) {
                owner.act(job);
            }
        }
        pump();
    }

    /// Somebody is gone; when it was the scheduler, its requests wait for another one.
    public void disconnect(fluxj.wire.Request gone) {
        if (scheduler != null && Dispatcher.sameSender(gone, scheduler)) {
            tearDown("disconnect", "Success");
        }
    }

    private void tearDown(String why, String error) {
        if (scheduler == null) {
            return;
        }
        flux.log().debug("alloc: stop due to " + why + ": " + error);
        scheduler = null;
        for (Job job : requests.sent()) {
            requests.remove(job);
            if (owner.isStarted(job)) {
                requests.add(job);
            }
            clearNotes(job, Optional.of("sched"));
        }
        owner.requestsChanged();
    }

    // --- answers

    /// An answer of the scheduler to some request.
    public void answered(Response response) {
        if (response.errnum() != 0) {
            tearDown("alloc response error", response.error().errno().text());
            return;
        }
        try {
            apply(response.payload().as(AllocReply.class));
        } catch (FluxException e) {
            tearDown("alloc response error", e.errno().text());
        }
    }

    private void apply(AllocReply reply) {
        RequestQueue.@Nullable Entry entry = requests.sent(reply.id());
        switch (reply.type()) {
            case SchedProtocol.SUCCESS -> {
                if (reply.resources().isEmpty()) {
                    flux.log().err("sched.alloc-response: protocol error");
                    throw new FluxException(Errno.EPROTO);
                }
                succeed(reply, entry);
            }
            case SchedProtocol.ANNOTATE -> {
                JsonObject notes =
                        reply.annotations().orElseThrow(() -> new FluxException(Errno.EPROTO));
                if (entry != null) {
                    events.annotate(entry.job(), notes);
                }
            }
            case SchedProtocol.DENY -> {
                if (entry != null) {
                    requests.remove(entry.job());
                    clearNotes(entry.job(), Optional.empty());
                    events.raise(entry.job(), "alloc", 0, reply.note().orElse(""));
                }
            }
            case SchedProtocol.CANCELED -> {
                if (entry != null) {
                    canceled(entry.job());
                }
            }
            default -> throw new FluxException(Errno.EINVAL);
        }
        pump();
    }

    private void succeed(AllocReply reply, RequestQueue.@Nullable Entry entry) {
        JsonObject resources =
                reply.resources().orElse(JsonObject.EMPTY).toBuilder().remove("scheduling").build();
        if (entry == null) {
            free(reply.id(), resources, true);
            return;
        }
        Job job = entry.job();
        if (job.state() != JobState.SCHED || !entry.isCurrent()) {
            free(reply.id(), resources, true);
            canceled(job);
            return;
        }
        if (job.hasResources() || job.isGranted()) {
            flux.log()
                    .err(
                            "sched.alloc-response: id="
                                    + job.jobId().f58(flux.variables())
                                    + " already allocated");
            throw new FluxException(Errno.EEXIST);
        }
        engine.grant(job, resources);
        owner.resourcesChanged();
        reply.annotations().ifPresent(notes -> events.annotate(job, notes));
        requests.remove(job);
        JsonObject notes = job.annotations();
        events.post(
                job, "alloc", notes.keys().isEmpty() ? notes : JsonObject.of("annotations", notes));
    }

    private void canceled(Job job) {
        requests.remove(job);
        clearNotes(job, job.state() == JobState.SCHED ? Optional.of("sched") : Optional.empty());
        owner.act(job);
        owner.requestsChanged();
    }

    /// Takes notes off a job: those of a name, or all.
    private void clearNotes(Job job, Optional<String> name) {
        JsonObject before = job.annotations();
        JsonObject after =
                name.map(key -> before.toBuilder().remove(key).build()).orElse(JsonObject.EMPTY);
        if (!after.equals(before) && !job.isClosed()) {
            JsonValue notes = after.keys().isEmpty() ? JsonValue.Null.NULL : after;
            events.postVolatile(job, "annotations", JsonObject.of("annotations", notes));
        }
    }
}
