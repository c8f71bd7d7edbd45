package fluxj.services.jobmanager.exec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobFlag;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobexec.JobExecProtocol;
import fluxj.services.jobexec.JobExecProtocol.Expiration;
import fluxj.services.jobexec.JobExecProtocol.Start;
import fluxj.services.jobexec.JobExecProtocol.Update;
import fluxj.services.jobmanager.AttachProtocol.ExecHello;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobEvents;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The way to the execution system that said hello last: start requests go to it, and what it
/// answers about a job becomes the job's events.
public final class ExecLink {
    private static final String LATE_EXPIRATION =
            "failed to send expiration update to exec system: "
                    + "job termination may not coincide with expiration";

    private record ExecSystem(String service, Request hello) {
        String startTopic() {
            return JobExecProtocol.START.in(service).topic();
        }
    }

    private final ServiceContext flux;
    private final JobEvents events;
    private final Consumer<Job> act;
    private final Set<Long> starting = new HashSet<>();
    private @Nullable ExecSystem system;

    /// No execution system yet.
    ///
    /// @param act does the next step of a job
    public ExecLink(ServiceContext flux, JobEvents events, Consumer<Job> act) {
        this.flux = flux;
        this.events = events;
        this.act = act;
    }

    /// True while answers to a job's start request are to come.
    public boolean isStarting(Job job) {
        return starting.contains(job.id());
    }

    /// An execution system begins.
    public void hello(Call<ExecHello, Empty> call) {
        if (system != null && !starting.isEmpty()) {
            throw new FluxException(Errno.EINVAL);
        }
        system = new ExecSystem(call.body().service(), call.request());
        call.reply(Empty.EMPTY);
        for (Job job : List.copyOf(events.activeJobs())) {
            if (job.state() == JobState.RUN) {
                act.accept(job);
            }
        }
    }

    /// Asks for a job to be started, or found again when it was started before; nothing while there
    /// is nobody to ask.
    public void start(Job job) {
        @Nullable ExecSystem target = system;
        if (target == null || !starting.add(job.id())) {
            return;
        }
        Start request =
                new Start(
                        job.id(),
                        job.user(),
                        job.jobspec(),
                        job.isStarted(),
                        job.resources().orElse(JsonObject.EMPTY));
        flux.emit(Request.of(target.startTopic(), Payload.of(request), Message.NODEID_ANY, 0, 0));
        if (job.has(JobFlag.DEBUG)) {
            events.post(job, "debug.start-request", JsonObject.EMPTY);
        }
    }

    /// The end of a job's time has moved.
    public void expirationMoved(Job job) {
        double expiration = expirationOf(job);
        @Nullable ExecSystem target = system;
        if (target == null) {
            flux.log()
                    .err(
                            job.jobId().f58(flux.variables())
                                    + ": failed to send expiration update to exec service");
            return;
        }
        flux.rpc()
                .call(
                        JobExecProtocol.EXPIRATION.in(target.service()),
                        0,
                        new Expiration(job.id(), expiration))
                .then(
                        _ -> {},
                        _ ->
                                events.activeJob(job.id())
                                        .ifPresent(
                                                active ->
                                                        events.post(
                                                                active,
                                                                "exception",
                                                                exception(
                                                                        "exec",
                                                                        1,
                                                                        LATE_EXPIRATION))));
    }

    private static double expirationOf(Job job) {
        JsonValue value =
                job.resources()
                        .flatMap(resources -> resources.object("execution"))
                        .flatMap(execution -> execution.get("expiration"))
                        .orElse(JsonValue.of(0.0));
        return switch (value) {
            case JsonValue.Real(double seconds) -> seconds;
            case JsonValue.Whole(long seconds) -> seconds;
            case JsonValue _ -> 0;
        };
    }

    private static JsonObject exception(String type, int severity, String note) {
        return JsonObject.builder()
                .put("type", type)
                .put("severity", severity)
                .put("note", note)
                .build();
    }

    /// Somebody is gone; when it was the execution system, nothing more comes from it.
    public void disconnect(Request gone) {
        if (system != null && Dispatcher.sameSender(gone, system.hello())) {
            tearDown("disconnect", "");
        }
    }

    private void tearDown(String why, String error) {
        if (system == null) {
            return;
        }
        flux.log().debug("start: stop due to " + why + (error.isEmpty() ? "" : ": " + error));
        system = null;
        List<Long> lost = List.copyOf(starting);
        starting.clear();
        for (long id : lost) {
            events.activeJob(id).ifPresent(job -> lose(job, why));
        }
    }

    /// A job that runs waits for another execution system; one that has ended waits for nothing.
    private void lose(Job job, String why) {
        if (job.has(JobFlag.DEBUG)) {
            events.post(job, "debug.start-lost", JsonObject.of("note", why));
        }
        if (job.state() == JobState.CLEANUP) {
            act.accept(job);
        }
    }

    /// True when a response is an answer to some start request.
    public boolean answers(Response response) {
        return response.matchtag() == 0 && response.topic().endsWith(".start");
    }

    /// An answer to some start request.
    public void answered(Response response) {
        if (response.errnum() != 0) {
            tearDown("start response error", response.error().errno().text());
            return;
        }
        if (system == null || !system.startTopic().equals(response.topic())) {
            flux.log().err("start: topic=" + response.topic() + " not registered");
            return;
        }
        try {
            Update update = response.payload().as(Update.class);
            events.activeJob(update.id())
                    .ifPresentOrElse(
                            job -> apply(job, update),
                            () ->
                                    flux.log()
                                            .err(
                                                    "start response: id="
                                                            + new JobId(update.id())
                                                            + " not active"));
        } catch (FluxException e) {
            flux.log().err("start response payload: " + e.getMessage());
        }
    }

    private void apply(Job job, Update update) {
        JsonObject data = update.data();
        switch (update.type()) {
            case "start" -> {
                if (job.isStarted()) {
                    flux.log()
                            .err(
                                    "start response: id="
                                            + job.jobId().f58(flux.variables())
                                            + " should not get start event");
                } else {
                    events.post(job, "start", JsonObject.EMPTY);
                }
            }
            case "reattached" -> {
                if (job.has(JobFlag.DEBUG)) {
                    events.post(job, "debug.exec-reattach-finish", JsonObject.EMPTY);
                }
            }
            case "release" -> release(job, data);
            case "exception" -> exception(job, data);
            case "finish" ->
                    events.post(
                            job,
                            "finish",
                            JsonObject.of("status", required(data.whole("status"), "finish")));
            default -> flux.log().err("start: unknown response type=" + update.type());
        }
    }

    private void release(Job job, JsonObject data) {
        boolean isFinal = required(data.bool("final"), "release");
        JsonObject context =
                JsonObject.builder()
                        .put("ranks", required(data.text("ranks"), "release"))
                        .put("final", isFinal)
                        .build();
        if (isFinal) {
            starting.remove(job.id());
        }
        events.post(job, "release", context);
    }

    private void exception(Job job, JsonObject data) {
        events.post(
                job,
                "exception",
                JsonObject.builder()
                        .put("type", required(data.text("type"), "exception"))
                        .put("severity", required(data.whole("severity"), "exception"))
                        .put("userid", owner())
                        .put("note", data.text("note").orElse(""))
                        .build());
    }

    private long owner() {
        return flux.attributes().get("security.owner").map(Long::parseLong).orElse(0L);
    }

    private static <V> V required(Optional<V> member, String what) {
        return member.orElseThrow(
                () -> new FluxException(Errno.EPROTO, what + " response: malformed data"));
    }
}
