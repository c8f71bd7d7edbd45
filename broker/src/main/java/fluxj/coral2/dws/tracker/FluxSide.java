package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Asks Flux what it knows of a job with rabbits.
public final class FluxSide {
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

    public FluxSide(RpcClient rpc) {
        this.rpc = rpc;
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

    /// The jobs that the service has in hand. Fails as the service does: ENOSYS without one.
    public Promise<List<Long>> remembered() {
        return rpc.call(DwsProtocol.STATUS, Message.NODEID_ANY, Empty.EMPTY)
                .map(status -> status.workflows().orElse(List.of()));
    }

    /// What the service says of a job. Never fails.
    public Promise<RabbitService> service(JobId id) {
        Deferred<RabbitService> result = new Deferred<>();
        remembered()
                .then(
                        jobs ->
                                result.complete(
                                        jobs.contains(id.value())
                                                ? RabbitService.REMEMBERS
                                                : RabbitService.FORGOTTEN),
                        error ->
                                result.complete(
                                        error.errno().equals(Errno.ENOSYS)
                                                ? RabbitService.ABSENT
                                                : RabbitService.UNKNOWN));
        return result;
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
