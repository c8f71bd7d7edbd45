package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// What a change may do to an object, whoever wants it: the rules that hold for all kinds.
final class ChangeRules {
    /// The metadata that stays as it is.
    private static final List<String> FIXED =
            List.of(
                    "name",
                    "namespace",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds");

    private ChangeRules() {}

    /// Refuses a change that was made of another object, or of what the object was earlier.
    ///
    /// @throws ApiException 409 when somebody else was faster, 400 for another name
    static void checkTarget(ApiKind kind, JsonObject old, JsonObject wanted) {
        ObjectKey key = Metadata.key(old);
        String seen = Metadata.text(wanted, "resourceVersion");
        if (!seen.isEmpty() && !seen.equals(Metadata.text(old, "resourceVersion"))) {
            throw ApiException.conflict(kind, key.name());
        }
        if (!Metadata.key(wanted).equals(key)) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + Metadata.key(wanted).name()
                            + ") does not match"
                            + " the name on the URL ("
                            + key.name()
                            + ")");
        }
    }

    /// What becomes of an object when somebody wants its status changed.
    static JsonObject withStatusOf(JsonObject old, JsonObject wanted) {
        return wanted.get("status")
                .map(status -> old.with("status", status))
                .orElseGet(() -> old.toBuilder().remove("status").build());
    }

    /// What becomes of an object when somebody wants it changed: what is not theirs to change
    /// stays.
    static JsonObject next(ApiKind kind, JsonObject old, JsonObject wanted) {
        JsonObject before = Metadata.of(old);
        JsonObject.Builder metadata = Metadata.of(wanted).toBuilder();
        for (String fixed : FIXED) {
            before.get(fixed)
                    .ifPresentOrElse(
                            value -> metadata.put(fixed, value), () -> metadata.remove(fixed));
        }
        JsonObject.Builder next = kind.shaped(wanted, metadata.build()).toBuilder();
        if (kind.statusApart()) {
            old.get("status").ifPresent(status -> next.put("status", status));
        }
        JsonObject changed = next.build();
        if (!kind.desires(changed).equals(kind.desires(old))) {
            metadata.put("generation", before.whole("generation").orElse(0L) + 1);
        }
        return Metadata.with(changed, metadata.build());
    }

    /// Refuses reasons to stay for what is going.
    static void checkFinalizers(ApiKind kind, JsonObject old, JsonObject next) {
        List<JsonValue> before = Metadata.finalizers(old).items();
        List<JsonValue> added = new ArrayList<>(Metadata.finalizers(next).items());
        added.removeAll(before);
        if (Metadata.isEnding(old) && !added.isEmpty()) {
            throw ApiException.invalid(
                    kind,
                    Metadata.text(old, "name"),
                    "metadata.finalizers: Forbidden: no new finalizers can be added if the object"
                            + " is being deleted, found new finalizers "
                            + new JsonArray(added));
        }
    }
}
