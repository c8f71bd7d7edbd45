package fluxj.broker.rc;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.module.ModuleEnvironment;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.services.resource.ResourceProtocol.Drain;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What flux-coral2's `01-rabbit-rc` does in an instance that is a job with storage on rabbits: it
/// drains the nodes whose storage has failed where the job bears that, which the instance around
/// knows (spec coral2 4.6). Jobs without such storage ask nobody.
final class MissingRabbits {
    private static final String FAILURE = "dws-node-failure";
    private static final String REASON = "missing rabbit file systems";

    /// What variables of a rabbit job begin with.
    private static final String PREFIX = "DW_";

    private final ModuleEnvironment broker;
    private final AttributeTable attributes;
    private final RpcClient rpc;
    private final Log log;

    MissingRabbits(ModuleEnvironment broker, AttributeTable attributes, RpcClient rpc, Log log) {
        this.broker = broker;
        this.attributes = attributes;
        this.rpc = rpc;
        this.log = log;
    }

    /// Drains what is to be drained. The instance starts in any case.
    Promise<Empty> drain() {
        Optional<String> uri = attributes.get("parent-uri");
        Optional<String> jobid = attributes.get("jobid");
        Map<String, String> environment = broker.environment().copy();
        if (uri.isEmpty()
                || jobid.isEmpty()
                || environment.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        broker.reactor()
                .blocking(() -> failedHosts(eventlog(uri.get(), environment, jobid.get())))
                .flatMap(this::drain)
                .then(
                        done::complete,
                        error -> {
                            log.err("nodes with " + REASON + ": " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    private Promise<Empty> drain(Hostlist hosts) {
        if (hosts.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        log.info("draining " + hosts + ": " + REASON);
        return rpc.call(
                ResourceProtocol.DRAIN,
                0,
                new Drain(hosts.toString(), Optional.of(REASON), Optional.of("update")));
    }

    private static String eventlog(String uri, Map<String, String> environment, String jobid) {
        try (FluxClient client = FluxClient.open(uri, environment)) {
            return client.call(
                            JobInfoProtocol.LOOKUP,
                            Message.NODEID_ANY,
                            new JobInfoProtocol.Lookup(
                                    JobId.parse(jobid).value(), List.of("eventlog"), 0))
                    .values()
                    .text("eventlog")
                    .orElse("");
        }
    }

    /// The hosts that failures in an eventlog name.
    ///
    /// @throws FluxException EINVAL when it names something else
    static Hostlist failedHosts(String eventlog) {
        Hostlist.Builder hosts = Hostlist.builder();
        try {
            for (Eventlog.Event event :
                    Eventlog.decode(eventlog.getBytes(StandardCharsets.UTF_8))) {
                Optional<JsonObject> failure =
                        Optional.of(event)
                                .filter(each -> each.name().equals("exception"))
                                .flatMap(Eventlog.Event::context)
                                .filter(each -> each.text("type").orElse("").equals(FAILURE));
                if (failure.isPresent()) {
                    hosts.addAll(Hostlist.parse(failure.get().text("note").orElse("")));
                }
            }
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
        return hosts.build().uniq();
    }
}
