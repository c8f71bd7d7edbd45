package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.SignedJobspec;
import fluxj.reactor.Promise;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobingest.JobIngestProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

/// Jobs of one core, submitted to a running instance and followed by their eventlogs until they are
/// over, as flux-core's own throughput test does it.
final class JobLoad {
    private static final int URGENCY = 16;

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
        return new JobLoad(client, jobspec(""));
    }

    /// Jobs whose execution is mocked and takes a millisecond, as flux-core's throughput test has
    /// them.
    static JobLoad mock(FluxClient client) {
        return new JobLoad(client, jobspec(",\"exec\":{\"test\":{\"run_duration\":\"0.001s\"}}"));
    }

    private static long owner(FluxClient client) {
        AttrProtocol.Name name = new AttrProtocol.Name("security.owner");
        return Long.parseLong(client.call(AttrProtocol.GET, 0, name).value());
    }

    private static String jobspec(String further) {
        return "{\"resources\":[{\"type\":\"slot\",\"count\":1,\"with\":[{\"type\":\"core\",\"count\":1}],"
                + "\"label\":\"task\"}],\"tasks\":[{\"command\":[\"true\"],\"slot\":\"task\","
                + "\"count\":{\"per_slot\":1}}],\"attributes\":{\"system\":{\"duration\":0,"
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
            submit().then(id -> follow(id, () -> {}), error -> failure = error);
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
            follow(id, () -> samples.add((System.nanoTime() - start) / 1e6));
            client.reactor().runUntil(() -> over == 1 || failure != null);
            check();
        }
    }

    private Promise<Long> submit() {
        return client.rpc()
                .request(JobIngestProtocol.SUBMIT.topic(), Message.NODEID_ANY, request, 0)
                .map(response -> response.payload().as(JobIngestProtocol.Submitted.class).id());
    }

    private void follow(long id, Runnable onStart) {
        client.rpc()
                .open(
                        JobInfoProtocol.EVENTLOG_WATCH,
                        Message.NODEID_ANY,
                        JobInfoProtocol.WatchEvents.of(id, "eventlog", 0),
                        line -> {
                            if (line.event().orElse("").contains("\"name\":\"start\"")) {
                                onStart.run();
                            }
                        },
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
