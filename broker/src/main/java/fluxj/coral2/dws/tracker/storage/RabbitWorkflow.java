package fluxj.coral2.dws.tracker.storage;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Workflow object (spec coral2 4.6, 8.3): the state that is wanted and the one that is there.
///
/// @param desired the state that the service has asked for
/// @param state the state that DWS works on; empty before it has looked
/// @param ready true when that state is achieved
/// @param health `Completed`, `DriverWait`, `TransientCondition` or `Error`; empty before DWS has
///   looked
/// @param message why it is not ready, if DWS says
/// @param since when the state that is wanted became so, in seconds since the epoch
/// @param ends when its end was asked for, while finalizers keep it
/// @param finalizers who has to let go of it
public record RabbitWorkflow(
        String name,
        String desired,
        String state,
        boolean ready,
        String health,
        String message,
        Optional<Double> since,
        Optional<Double> ends,
        List<String> finalizers) {
    /// What the names of workflows of jobs begin with; the id in decimal follows.
    public static final String PREFIX = "fluxjob-";

    /// What Flux keeps a workflow with until it has seen its end.
    public static final String FINALIZER = "flux-framework.readthedocs.io/workflow";

    /// The last state.
    public static final String TEARDOWN = "Teardown";

    /// Reads an object. What is missing or of the wrong type is as if DWS had not looked yet.
    public static RabbitWorkflow of(JsonObject object) {
        JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
        JsonObject spec = object.object("spec").orElse(JsonObject.EMPTY);
        JsonObject status = object.object("status").orElse(JsonObject.EMPTY);
        return new RabbitWorkflow(
                metadata.text("name").orElse(""),
                spec.text("desiredState").orElse(""),
                status.text("state").orElse(""),
                status.bool("ready").orElse(false),
                status.text("status").orElse(""),
                status.text("message").orElse(""),
                time(status, "desiredStateChange").or(() -> time(metadata, "creationTimestamp")),
                time(metadata, "deletionTimestamp"),
                texts(metadata.array("finalizers").orElse(JsonArray.EMPTY)));
    }

    /// A moment that Kubernetes has written, in seconds since the epoch.
    static Optional<Double> time(JsonObject object, String key) {
        return object.text(key)
                .flatMap(
                        text -> {
                            try {
                                var moment = OffsetDateTime.parse(text).toInstant();
                                return Optional.of(
                                        moment.getEpochSecond() + moment.getNano() / 1e9);
                            } catch (DateTimeException e) {
                                return Optional.empty();
                            }
                        });
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        for (JsonValue each : array) {
            if (each instanceof JsonValue.Text(String text)) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    /// The job that it is of; empty when its name is not one of a job's.
    public Optional<Long> job() {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            long id = Long.parseUnsignedLong(name, PREFIX.length(), name.length(), 10);
            return name.equals(PREFIX + Long.toUnsignedString(id))
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// True when the state that is wanted is achieved.
    public boolean isComplete() {
        return ready && desired.equals(state);
    }

    /// True when it is on its way out: nothing is copied any more.
    public boolean isTornDown() {
        return desired.equals(TEARDOWN);
    }
}
