package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

/// What is read of an object's `metadata`.
public final class Metadata {
    private Metadata() {}

    /// All of it.
    public static JsonObject of(JsonObject object) {
        return object.object("metadata").orElse(JsonObject.EMPTY);
    }

    /// One string of it, empty when it is not there.
    public static String text(JsonObject object, String member) {
        return of(object).text(member).orElse("");
    }

    /// Which object it is.
    public static ObjectKey key(JsonObject object) {
        return new ObjectKey(text(object, "namespace"), text(object, "name"));
    }

    static long version(JsonObject object) {
        return Long.parseLong(text(object, "resourceVersion"));
    }

    static JsonObject labels(JsonObject object) {
        return of(object).object("labels").orElse(JsonObject.EMPTY);
    }

    static JsonArray finalizers(JsonObject object) {
        return of(object).array("finalizers").orElse(JsonArray.EMPTY);
    }

    static boolean isEnding(JsonObject object) {
        return of(object).get("deletionTimestamp").isPresent();
    }

    /// The object with other metadata.
    public static JsonObject with(JsonObject object, JsonObject metadata) {
        return object.with("metadata", metadata);
    }
}
