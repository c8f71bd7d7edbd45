package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.Metadata;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.apiserver.store.ObjectStore.Deletion;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// Answers who wants an object gone.
final class Deletions {
    private final ObjectStore store;

    Deletions(ObjectStore store) {
        this.store = store;
    }

    /// Asks for the end of an object.
    Reply delete(ResourcePath path, HttpRequest request) {
        if (path.name().isEmpty() || !path.subresource().isEmpty()) {
            throw ApiException.notAllowed();
        }
        JsonObject options = request.body().length > 0 ? request.object() : JsonObject.EMPTY;
        checkPreconditions(path, options);
        boolean trial =
                request.isTrial()
                        || options.array("dryRun")
                                .orElse(JsonArray.EMPTY)
                                .items()
                                .contains(JsonValue.of(HttpRequest.TRIAL));
        Deletion deletion =
                trial
                        ? new Deletion(store.get(path.kind(), path.key()), true)
                        : store.delete(path.kind(), path.key());
        if (!deletion.gone()) {
            return Reply.json(200, path.versioned(deletion.object()));
        }
        JsonObject details =
                JsonObject.builder()
                        .put("name", path.name())
                        .put("group", path.kind().group())
                        .put("kind", path.kind().plural())
                        .put("uid", Metadata.text(deletion.object(), "uid"))
                        .build();
        return Reply.json(
                200,
                JsonObject.builder()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("metadata", JsonObject.EMPTY)
                        .put("status", "Success")
                        .put("details", details)
                        .build());
    }

    private void checkPreconditions(ResourcePath path, JsonObject options) {
        JsonObject wanted = options.object("preconditions").orElse(JsonObject.EMPTY);
        JsonObject object = store.get(path.kind(), path.key());
        for (String member : List.of("uid", "resourceVersion")) {
            Optional<String> value = wanted.text(member);
            if (value.isPresent() && !value.get().equals(Metadata.text(object, member))) {
                throw ApiException.conflict(path.kind(), path.name());
            }
        }
    }
}
