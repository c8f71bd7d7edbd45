package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the job manager has reserved for a job, as its event tells.
record JobReservation(JsonObject context) {
    private static final String EVENT = "cray-slingshot";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST = 4;

    /// Reads it; empty when the job has started without one.
    ///
    /// @throws FluxException when the eventlog cannot be read
    static Optional<JobReservation> of(FluxClient client, JobId job) {
        Deferred<Optional<JobReservation>> found = new Deferred<>();
        EventlogWatch watch =
                EventlogWatch.open(
                        client,
                        job,
                        EventlogWatch.MAIN,
                        new EventlogWatch.Listener() {
                            @Override
                            public void onEvent(Eventlog.Event event) {
                                if (event.name().equals(EVENT)) {
                                    found.complete(event.context().map(JobReservation::new));
                                } else if (event.name().equals("start") || event.isFatal()) {
                                    found.complete(Optional.empty());
                                }
                            }

                            @Override
                            public void onEnd(FluxException error) {
                                found.fail(error);
                            }
                        });
        try {
            return client.get(found, LIMIT);
        } finally {
            watch.stop();
        }
    }

    /// The virtual networks.
    List<Integer> vnis() {
        JsonArray array = context.array("vnis").orElseThrow(JobReservation::malformed);
        List<Integer> vnis = new ArrayList<>();
        for (JsonValue each : array) {
            if (!(each instanceof JsonValue.Whole(long vni))
                    || vni < 0
                    || vni == 1
                    || vni == 10
                    || vni > 65_535
                    || vnis.size() == MOST) {
                throw malformed();
            }
            vnis.add((int) vni);
        }
        return vnis;
    }

    private static CommandFailure malformed() {
        return new CommandFailure("error parsing cray-slingshot reservation");
    }
}
