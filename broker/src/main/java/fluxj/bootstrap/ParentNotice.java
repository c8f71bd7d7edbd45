package fluxj.bootstrap;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fluid;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.format.Taskmap;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;
import fluxj.services.jobexec.JobExecProtocol;
import fluxj.services.jobexec.JobExecProtocol.CriticalRanks;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Memo;
import fluxj.wire.Message;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the leader of an instance that is a job tells the instance around it: where it can be
/// reached, and on which of the job's nodes it depends (spec broker 4.3).
///
/// @param parentUri the instance around
/// @param memo the URI, for the job's memo
/// @param critical empty when the nodes are not known
public record ParentNotice(String parentUri, Memo memo, Optional<CriticalRanks> critical) {
    private static final String LOCAL = "local://";

    /// Tells the instance around the leader of one that is a job; done at once elsewhere.
    ///
    /// @param environment the broker's, for the way to the parent
    /// @param log told when the nodes are not known
    /// @throws FluxException EINVAL for a job id that is none
    public static Promise<Empty> tell(
            Reactor reactor, Attributes attributes, Environment environment, Log log) {
        boolean leads = attributes.get("rank").orElse("").equals("0");
        Optional<ParentNotice> notice = leads ? of(attributes) : Optional.empty();
        if (notice.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        if (notice.get().critical().isEmpty()) {
            log.err("Unable to get critical ranks, all ranks will be critical");
        }
        return reactor.blocking(() -> notice.get().send(environment.copy()));
    }

    /// The notice that these attributes ask for; empty unless the instance is a job.
    ///
    /// @throws FluxException EINVAL for a job id that is none
    static Optional<ParentNotice> of(Attributes attributes) {
        Optional<String> parent = attributes.get("parent-uri");
        Optional<String> jobid = attributes.get("jobid");
        if (parent.isEmpty() || jobid.isEmpty()) {
            return Optional.empty();
        }
        long id;
        try {
            id = Fluid.parse(jobid.get());
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "Unable to parse jobid attribute '" + jobid.get() + "'");
        }
        String local = attributes.get("local-uri").orElse(LOCAL);
        String uri =
                "ssh://"
                        + attributes.get("hostname").orElse("localhost")
                        + local.substring(LOCAL.length());
        return Optional.of(
                new ParentNotice(
                        parent.get(),
                        new Memo(id, JsonObject.of("uri", uri)),
                        criticalNodes(attributes)
                                .map(nodes -> new CriticalRanks(id, nodes.toString()))));
    }

    /// The nodes of the job that the critical brokers are on.
    private static Optional<Idset> criticalNodes(Attributes attributes) {
        Idset.Builder nodes = Idset.builder();
        try {
            Taskmap map = Taskmap.parse(attributes.get("broker.mapping").orElse(""));
            Idset ranks = Idset.parse(attributes.get("broker.critical-ranks").orElse(""));
            for (OptionalInt rank = ranks.first();
                    rank.isPresent();
                    rank = ranks.next(rank.getAsInt())) {
                OptionalInt node = map.nodeOf(rank.getAsInt());
                if (node.isEmpty()) {
                    return Optional.empty();
                }
                nodes.add(node.getAsInt());
            }
        } catch (FormatException e) {
            return Optional.empty();
        }
        return Optional.of(nodes.build());
    }

    /// Tells the parent and waits for its answers: slow work, off the reactor.
    ///
    /// @throws FluxException with what could not be told
    Empty send(Map<String, String> environment) {
        FluxClient client;
        try {
            client = FluxClient.open(parentUri, environment);
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "flux_open to parent failed " + e.getMessage());
        }
        try (client) {
            tell(client, JobManagerProtocol.MEMO, memo, " uri");
            critical.ifPresent(nodes -> tellCritical(client, nodes));
        }
        return Empty.EMPTY;
    }

    /// A parent that knows no critical ranks treats all as such.
    private static void tellCritical(FluxClient client, CriticalRanks nodes) {
        try {
            tell(client, JobExecProtocol.CRITICAL_RANKS, nodes, "");
        } catch (FluxException e) {
            if (!e.errno().equals(Errno.ENOSYS)) {
                throw e;
            }
        }
    }

    private static <Q extends Record> void tell(
            FluxClient client, RpcMethod<Q, Empty> method, Q body, String what) {
        try {
            client.call(method, Message.NODEID_ANY, body);
        } catch (FluxException e) {
            throw new FluxException(e.errno(), method.topic() + what + ": " + e.getMessage());
        }
    }
}
