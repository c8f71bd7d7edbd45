package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Asks Flux what it knows of a job with rabbits.
public final class FluxSide {
    private static final JsonValue CREATE = JsonValue.of(RabbitEvents.CREATE);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> PLUGINS = List.of("dws", "dws-jobtap.so");

    /// What the job's own records tell.
    ///
    /// @param directives `attributes.system.dw` of the jobspec
    public record Job(JobHistory history, Optional<JsonValue> directives) {
        /// What people may do to it.
        public WaysOut waysOut() {
            return new WaysOut(history);
        }
    }

    private final RpcClient rpc;
    private final Reactor reactor;

    /// @param reactor of the client
    public FluxSide(RpcClient rpc, Reactor reactor) {
        this.rpc = rpc;
        this.reactor = reactor;
    }

    /// The job's records; ENOENT when there is no such job.
    public Promise<Job> job(JobId id) {
        return lookup(id, List.of("eventlog", "jobspec"))
                .map(
                        values ->
                                new Job(
                                        JobHistoryReader.read(
                                                Eventlog.decode(
                                                        text(values, "eventlog")
                                                                .getBytes(StandardCharsets.UTF_8))),
                                        directives(text(values, "jobspec"))));
    }

    private Promise<JsonObject> lookup(JobId id, List<String> keys) {
        return rpc.call(
                        JobInfoProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        new JobInfoProtocol.Lookup(id.value(), keys, 0))
                .map(JobInfoProtocol.Found::values);
    }

    private static String text(JsonObject values, String key) {
        return values.text(key).orElseThrow(() -> new FluxException(Errno.EPROTO));
    }

    private static Optional<JsonValue> directives(String jobspec) {
        try {
            return JsonObject.parse(jobspec)
                    .object("attributes")
                    .flatMap(attributes -> attributes.object("system"))
                    .flatMap(system -> system.get("dw"));
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "jobspec: " + e.getMessage());
        }
    }

    /// Whether there is a service, and which jobs it has in hand. Never fails, and does not wait
    /// for a service that hangs.
    Promise<RabbitSurvey.Serving> serving() {
        Deferred<RabbitSurvey.Serving> result = new Deferred<>();
        Timer limit = reactor.after(PATIENCE, () -> result.complete(RabbitSurvey.Serving.SILENT));
        result.then(_ -> limit.cancel(), _ -> limit.cancel());
        rpc.call(DwsProtocol.STATUS, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        status ->
                                result.complete(
                                        new RabbitSurvey.Serving(
                                                true,
                                                true,
                                                new LinkedHashSet<>(
                                                        status.workflows().orElse(List.of())))),
                        error ->
                                result.complete(
                                        error.errno().equals(Errno.ENOSYS)
                                                ? RabbitSurvey.Serving.ABSENT
                                                : RabbitSurvey.Serving.UNKNOWN));
        return result;
    }

    /// Jobs in these states that the service has noted something on or the plugin holds in DEPEND,
    /// as job-list has them.
    ///
    /// @param most how many jobs to look at, the last first; 0 for all
    Promise<List<JobId>> listed(int states, int most) {
        Deferred<List<JobId>> result = new Deferred<>();
        List<JobId> found = new ArrayList<>();
        JsonObject inStates = JsonObject.of("states", JsonArray.of(JsonValue.of(states)));
        rpc.open(
                JobListProtocol.LIST,
                Message.NODEID_ANY,
                JobListProtocol.Query.of(most, List.of("annotations", "dependencies"), 0, inStates),
                item ->
                        item.jobs().stream()
                                .filter(FluxSide::isHeld)
                                .forEach(job -> add(found, job)),
                end -> {
                    if (end.errno().equals(Errno.ENODATA)) {
                        result.complete(found);
                    } else {
                        result.fail(end);
                    }
                });
        return result;
    }

    private static void add(List<JobId> found, JsonObject job) {
        job.whole("id").ifPresent(id -> found.add(new JobId(id)));
    }

    private static boolean isHeld(JsonObject job) {
        JsonObject user =
                job.object("annotations")
                        .flatMap(all -> all.object("user"))
                        .orElse(JsonObject.EMPTY);
        return user.text("rabbit_workflow").isPresent()
                || user.text("rabbits").isPresent()
                || job.array("dependencies").orElse(JsonArray.EMPTY).items().contains(CREATE);
    }

    /// Where a job is; ENOENT when job-list does not know it.
    Promise<RabbitSurvey.Other> where(JobId id) {
        return rpc.call(
                        JobListProtocol.LIST_ID,
                        Message.NODEID_ANY,
                        JobListProtocol.ById.of(id.value(), "state", "t_inactive"))
                .map(
                        reply ->
                                new RabbitSurvey.Other(
                                        JobState.ofBit(
                                                        reply.job()
                                                                .whole("state")
                                                                .orElse(0L)
                                                                .intValue())
                                                .orElse(JobState.NEW),
                                        number(reply.job(), "t_inactive")));
    }

    private static Optional<Double> number(JsonObject object, String key) {
        return object.get(key)
                .flatMap(
                        value ->
                                value instanceof JsonValue.Real(double real)
                                        ? Optional.of(real)
                                        : Optional.empty());
    }

    /// The plugin's timeout: what the plugin says, else what the configuration does. Never fails.
    public Promise<EpilogTimer> timer() {
        Deferred<EpilogTimer> result = new Deferred<>();
        askPlugins(0, result);
        return result;
    }

    private void askPlugins(int at, Deferred<EpilogTimer> result) {
        if (at == PLUGINS.size()) {
            rpc.first(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY)
                    .then(
                            config -> result.complete(EpilogTimer.ofConfig(config.object())),
                            _ -> result.complete(EpilogTimer.UNKNOWN));
            return;
        }
        rpc.call(
                        JobtapProtocol.JOBTAP_QUERY,
                        Message.NODEID_ANY,
                        new JobtapProtocol.PluginName(PLUGINS.get(at)))
                .then(
                        reply -> {
                            EpilogTimer timer = EpilogTimer.ofPlugin(reply.info());
                            if (timer.seconds().isPresent()) {
                                result.complete(timer);
                            } else {
                                askPlugins(at + 1, result);
                            }
                        },
                        _ -> askPlugins(at + 1, result));
    }
}
