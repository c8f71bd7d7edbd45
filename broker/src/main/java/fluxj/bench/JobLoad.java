package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobingest.JobIngestProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// Jobs of one core, submitted to a running instance and followed by their eventlogs until they are
/// over, as flux-core's own throughput test does it.
final class JobLoad {
    private static final int URGENCY = 16;

    /// One of the lines that a task prints, 80 bytes with its newline.
    private static final String LINE = "0123456789".repeat(7) + "012345678";

    private final FluxClient client;
    private final Payload request;
    private int over;
    private @Nullable FluxException failure;

    private JobLoad(FluxClient client, String jobspec) {
        this.client = client;
        request =
                Payload.of(
                        new JobIngestProtocol.Submit(
                                SignedJobspec.wrap(owner(client), jobspec), URGENCY, 0));
    }

    /// Jobs that run `true`.
    static JobLoad real(FluxClient client) {
        return new JobLoad(client, jobspec(List.of("true"), ""));
    }

    /// Jobs whose execution is mocked and takes a millisecond, as flux-core's throughput test has
    /// them.
    static JobLoad mock(FluxClient client) {
        return new JobLoad(
                client,
                jobspec(List.of("true"), ",\"exec\":{\"test\":{\"run_duration\":\"0.001s\"}}"));
    }

    /// Such jobs with a file system on a rabbit.
    static JobLoad rabbit(FluxClient client) {
        return new JobLoad(
                client,
                jobspec(
                        List.of("true"),
                        ",\"exec\":{\"test\":{\"run_duration\":\"0.001s\"}},\"dw\":"
                                + "\"#DW jobdw type=xfs capacity=10GiB name=scratch\""));
    }

    /// Jobs whose tasks print so many bytes each.
    static JobLoad printing(FluxClient client, int tasks, int bytes) {
        return new JobLoad(
                client,
                jobspec(
                        printer(bytes),
                        ",\"shell\":{\"options\":{\"per-resource\":{\"type\":\"core\",\"count\":"
                                + tasks
                                + "}}}"));
    }

    /// A command that prints so many bytes in lines.
    static List<String> printer(int bytes) {
        return List.of("sh", "-c", "yes " + LINE + " | head -c " + bytes);
    }

    private static long owner(FluxClient client) {
        AttrProtocol.Name name = new AttrProtocol.Name("security.owner");
        return Long.parseLong(client.call(AttrProtocol.GET, 0, name).value());
    }

    /// @param further members of `attributes.system`, each after a comma
    private static String jobspec(List<String> command, String further) {
        JsonArray words = new JsonArray(command.stream().map(JsonValue::of).toList());
        return "{\"resources\":[{\"type\":\"slot\",\"count\":1,\"with\":[{\"type\":\"core\",\"count\":1}],"
                + "\"label\":\"task\"}],\"tasks\":[{\"command\":"
                + words
                + ",\"slot\":\"task\",\"count\":{\"per_slot\":1}}],"
                + "\"attributes\":{\"system\":{\"duration\":0,"
                + "\"cwd\":\"/\",\"environment\":{\"PATH\":\"/usr/bin:/bin\"}"
                + further
                + "}},\"version\":1}";
    }

    /// Submits so many at once; gives the jobs a second, from the first request until the last job
    /// is inactive.
    ///
    /// @throws FluxException what a submission or an eventlog failed with
    double perSecond(int count) {
        over = 0;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            submit().then(id -> follow(id, _ -> {}), error -> failure = error);
        }
        client.reactor().runUntil(() -> over == count || failure != null);
        check();
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /// Submits one after the other, each when the last is over; adds the times from request to
    /// start in milliseconds.
    void latencies(int count, Samples samples) {
        for (int i = 0; i < count; i++) {
            over = 0;
            long start = System.nanoTime();
            long id = client.get(submit());
            follow(
                    id,
                    event -> {
                        if (isNamed(event, "start")) {
                            samples.add((System.nanoTime() - start) / 1e6);
                        }
                    });
            client.reactor().runUntil(() -> over == 1 || failure != null);
            check();
        }
    }

    /// Runs one; gives the seconds from its start to its finish, when what its tasks printed is in
    /// the KVS.
    double secondsOfOne() {
        long[] times = new long[2];
        over = 0;
        follow(
                client.get(submit()),
                event -> {
                    if (isNamed(event, "start")) {
                        times[0] = System.nanoTime();
                    } else if (isNamed(event, "finish")) {
                        times[1] = System.nanoTime();
                    } else if (isNamed(event, "exception")) {
                        failure = new FluxException(Errno.EIO, event.strip());
                    }
                });
        client.reactor().runUntil(() -> over == 1 || failure != null);
        check();
        return (times[1] - times[0]) / 1e9;
    }

    private static boolean isNamed(String event, String name) {
        return event.contains("\"name\":\"" + name + '"');
    }

    private Promise<Long> submit() {
        return client.rpc()
                .request(JobIngestProtocol.SUBMIT.topic(), Message.NODEID_ANY, request, 0)
                .map(response -> response.payload().as(JobIngestProtocol.Submitted.class).id());
    }

    private void follow(long id, Consumer<String> onEvent) {
        client.rpc()
                .open(
                        JobInfoProtocol.EVENTLOG_WATCH,
                        Message.NODEID_ANY,
                        JobInfoProtocol.WatchEvents.of(id, "eventlog", 0),
                        line -> line.event().ifPresent(onEvent),
                        this::onEnd);
    }

    private void onEnd(FluxException error) {
        over++;
        if (!error.errno().equals(Errno.ENODATA)) {
            failure = error;
        }
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }
}
