package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Gets what a shell has to know of its job before it can do anything, all at once, and follows the
/// job's resources from then on (spec services 15.1).
final class JobFetch {
    /// What was got.
    ///
    /// @param owner the user id of the instance's owner
    /// @param jobidPath the ids of the jobs around the instance
    /// @param initrc the instance's script for all jobs; may be empty
    record Fetched(
            Signed jobspec, JsonObject resources, int owner, String jobidPath, String initrc) {}

    /// A jobspec and whose it is.
    record Signed(int userid, JsonObject json) {}

    private final ShellHost host;
    private final JobId id;
    private final Deferred<JsonObject> resources = new Deferred<>();
    private RpcClient.@Nullable Stream watch;

    JobFetch(ShellHost host, JobId id) {
        this.host = host;
        this.id = id;
    }

    /// @param onUpdate given the resources whenever they are others than before
    Promise<Fetched> start(Consumer<JsonObject> onUpdate) {
        RpcClient rpc = host.rpc();
        watch =
                rpc.open(
                        JobInfoProtocol.UPDATE_WATCH,
                        Message.NODEID_ANY,
                        new JobInfoProtocol.OneKey(id.value(), "R", 0),
                        update -> update.r().ifPresent(r -> take(r, onUpdate)),
                        resources::fail);
        Promise<Signed> jobspec =
                rpc.call(
                                JobInfoProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new JobInfoProtocol.Lookup(id.value(), List.of("J"), 0))
                        .map(JobFetch::jobspec);
        Promise<String> owner = host.attribute("security.owner").map(JobFetch::there);
        Promise<String> path = host.attribute("jobid-path").map(JobFetch::there);
        Promise<String> initrc = host.attribute("conf.shell_initrc").map(file -> file.orElse(""));
        return jobspec.flatMap(
                spec ->
                        resources.flatMap(
                                r ->
                                        owner.flatMap(
                                                uid ->
                                                        path.flatMap(
                                                                ids ->
                                                                        initrc.map(
                                                                                file ->
                                                                                        new Fetched(
                                                                                                spec,
                                                                                                r,
                                                                                                Integer
                                                                                                        .parseUnsignedInt(
                                                                                                                uid),
                                                                                                ids,
                                                                                                file))))));
    }

    private static String there(Optional<String> attribute) {
        return attribute.orElseThrow(() -> new FluxException(Errno.ENOENT));
    }

    private void take(JsonObject r, Consumer<JsonObject> onUpdate) {
        if (resources.isDone()) {
            onUpdate.accept(r);
        } else {
            resources.complete(r);
        }
    }

    private static Signed jobspec(JobInfoProtocol.Found found) {
        String envelope =
                found.values()
                        .text("J")
                        .orElseThrow(
                                () -> new FluxException(Errno.EPROTO, "error fetching jobspec"));
        try {
            SignedJobspec signed = SignedJobspec.unwrap(envelope);
            return new Signed((int) signed.userid(), JsonObject.parse(signed.jobspec()));
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL, "error parsing jobspec: " + e.getMessage());
        }
    }

    /// No longer follows.
    void stop() {
        if (watch != null) {
            watch.cancel(JobInfoProtocol.UPDATE_WATCH_CANCEL);
            watch = null;
        }
    }
}
