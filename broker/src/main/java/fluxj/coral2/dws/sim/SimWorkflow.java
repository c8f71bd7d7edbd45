package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a Workflow says (spec coral2 4.6, 8.3).
record SimWorkflow(JsonObject object) {
    static final String FINALIZER = Kind.DWS + "/workflow";

    JsonObject metadata() {
        return object.object("metadata").orElse(JsonObject.EMPTY);
    }

    JsonObject spec() {
        return object.object("spec").orElse(JsonObject.EMPTY);
    }

    JsonObject status() {
        return object.object("status").orElse(JsonObject.EMPTY);
    }

    String name() {
        return metadata().text("name").orElse("");
    }

    String namespace() {
        return metadata().text("namespace").orElse(ObjectName.DEFAULT);
    }

    ObjectName objectName() {
        return new ObjectName(namespace(), name());
    }

    String uid() {
        return metadata().text("uid").orElse("");
    }

    String version() {
        return metadata().text("resourceVersion").orElse("");
    }

    /// True when another state of it is known to be newer.
    boolean isOlderThan(SimWorkflow other) {
        return version().matches("[0-9]{1,18}")
                && other.version().matches("[0-9]{1,18}")
                && Long.parseLong(version()) < Long.parseLong(other.version());
    }

    boolean isEnding() {
        return metadata().get("deletionTimestamp").isPresent();
    }

    List<String> finalizers() {
        List<String> names = new ArrayList<>();
        for (JsonValue each : metadata().array("finalizers").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonValue.Text(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    String desired() {
        return spec().text("desiredState").orElse("");
    }

    boolean isForced() {
        return spec().bool("forceReady").orElse(false);
    }

    long user() {
        return spec().whole("userID").orElse(0L);
    }

    long group() {
        return spec().whole("groupID").orElse(0L);
    }

    String state() {
        return status().text("state").orElse("");
    }

    boolean isReady() {
        return status().bool("ready").orElse(false);
    }

    String condition() {
        return status().text("status").orElse("");
    }

    String message() {
        return status().text("message").orElse("");
    }

    /// When it came into its state, in microseconds since 1970; empty when it does not say.
    Optional<Long> since() {
        return status().text("desiredStateChange").flatMap(SimWorkflow::micros);
    }

    private static Optional<Long> micros(String text) {
        try {
            return Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    List<SimDirective> directives() {
        List<SimDirective> directives = new ArrayList<>();
        JsonArray texts = spec().array("dwDirectives").orElse(JsonArray.EMPTY);
        for (int i = 0; i < texts.size(); i++) {
            if (texts.items().get(i) instanceof JsonValue.Text(String text)) {
                directives.add(SimDirective.parse(i, text));
            }
        }
        return directives;
    }
}
