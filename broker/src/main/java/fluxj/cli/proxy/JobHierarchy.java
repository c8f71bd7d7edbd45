package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.EventLine;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// An instance by the jobs that lead to it: `f12/f3` is a job of a job, `..` the instance above,
/// `/` the topmost, nothing the one that this command is in.
final class JobHierarchy {
    private static final String EVENTLOG = "eventlog";

    private final Console console;
    private final List<String> steps;
    private final boolean waits;
    private final boolean local;
    private String host = "";

    JobHierarchy(Console console, Target target) {
        this.console = console;
        steps = target.steps();
        waits = target.has("wait");
        local = target.has("local") || console.environment().containsKey("FLUX_URI_RESOLVE_LOCAL");
    }

    /// Walks down, or up, from the instance of this command.
    String uri() {
        FluxClient client = connect("");
        try {
            String uri = steps.isEmpty() ? client.attribute("local-uri") : "";
            for (int at = 0; at < steps.size(); at++) {
                if (at > 0) {
                    client.close();
                    client = connect(local ? new InstanceUri(uri).local().text() : uri);
                }
                uri = next(client, steps.get(at), at == 0);
            }
            return uri;
        } catch (FluxException e) {
            throw Unresolved.because(String.valueOf(e.getMessage()));
        } finally {
            client.close();
        }
    }

    private String next(FluxClient client, String step, boolean first) {
        if (step.equals("/")) {
            return root(client);
        }
        if (step.equals("..")) {
            InstanceUri above = new InstanceUri(parent(client));
            return host.isEmpty() ? above.text() : above.remote(host).text();
        }
        String uri = ofJob(client, step, waits && first);
        host = new InstanceUri(uri).authority();
        return uri;
    }

    private FluxClient connect(String uri) {
        try {
            return console.connect(uri);
        } catch (CommandFailure e) {
            throw Unresolved.because(e.line());
        }
    }

    private static int level(FluxClient client) {
        try {
            return Integer.parseInt(client.attribute("instance-level"));
        } catch (NumberFormatException e) {
            throw new FluxException(Errno.EINVAL, "instance-level is no number");
        }
    }

    private static String parent(FluxClient client) {
        return client.attribute(level(client) > 0 ? "parent-uri" : "local-uri");
    }

    private String root(FluxClient from) {
        if (level(from) == 0) {
            return from.attribute("local-uri");
        }
        try (FluxClient above = connect(parent(from))) {
            return root(above);
        }
    }

    private String ofJob(FluxClient client, String word, boolean wait) {
        JobId id;
        try {
            id = JobId.parse(word);
        } catch (FluxException e) {
            throw Unresolved.because(word + " is not a valid jobid");
        }
        Optional<String> uri;
        try {
            uri = wait ? awaited(client, id) : listed(client, id, word);
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                throw Unresolved.because("jobid " + word + " not found");
            }
            throw e;
        }
        return uri.filter(text -> !text.isEmpty())
                .orElseThrow(() -> Unresolved.because("URI not found for job " + word));
    }

    private static Optional<String> listed(FluxClient client, JobId id, String word) {
        JsonObject job =
                client.call(
                                JobListProtocol.LIST_ID,
                                Message.NODEID_ANY,
                                ById.of(id.value(), "state", "annotations"))
                        .job();
        if (job.whole("state").orElse(0L) != JobState.RUN.bit()) {
            throw Unresolved.because("jobid " + word + " is not running");
        }
        return job.object("annotations")
                .flatMap(annotations -> annotations.object("user"))
                .flatMap(user -> user.text("uri"));
    }

    /// What the job will say of its instance; nothing when it ends before.
    private static Optional<String> awaited(FluxClient client, JobId id) {
        Deferred<Optional<String>> found = new Deferred<>();
        RpcClient.Stream stream =
                client.open(
                        JobInfoProtocol.EVENTLOG_WATCH,
                        Message.NODEID_ANY,
                        WatchEvents.of(id.value(), EVENTLOG, 0),
                        line -> take(line, found),
                        error -> {
                            if (!found.isDone()) {
                                end(error, found);
                            }
                        });
        Optional<String> uri = client.get(found);
        stream.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
        stream.forget();
        return uri;
    }

    private static void end(FluxException error, Deferred<Optional<String>> found) {
        if (error.errno().equals(Errno.ENODATA)) {
            found.complete(Optional.empty());
        } else {
            found.fail(error);
        }
    }

    private static void take(EventLine line, Deferred<Optional<String>> found) {
        byte[] text = line.event().orElse("").getBytes(StandardCharsets.UTF_8);
        for (Eventlog.Event event : Eventlog.decode(text)) {
            Optional<String> uri =
                    event.context()
                            .filter(_ -> event.name().equals("memo"))
                            .flatMap(context -> context.text("uri"));
            if ((uri.isPresent() || event.name().equals("finish")) && !found.isDone()) {
                found.complete(uri);
            }
        }
    }
}
