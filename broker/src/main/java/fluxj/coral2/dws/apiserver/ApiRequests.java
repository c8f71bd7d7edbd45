package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.Filter;
import fluxj.coral2.dws.apiserver.store.Listing;
import fluxj.coral2.dws.apiserver.store.Metadata;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.apiserver.store.ObjectStore.Part;
import fluxj.coral2.dws.apiserver.store.Patches;
import fluxj.coral2.dws.apiserver.store.Schemas;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Answers requests out of the store.
final class ApiRequests {
    /// Where a pod of the simulator keeps what it printed.
    static final String LOG_ANNOTATION = "rabbit-sim/log";

    private static final String MERGE = "application/merge-patch+json";
    private static final String JSON = "application/json-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private final ObjectStore store;
    private final Deletions deletions;
    private final RequestCounts counts = new RequestCounts();

    ApiRequests(ObjectStore store) {
        this.store = store;
        deletions = new Deletions(store);
    }

    /// Never throws an [ApiException]: a refusal is an answer too.
    Reply answer(HttpRequest request) {
        try {
            return routed(request);
        } catch (ApiException e) {
            return Reply.json(e.code(), e.status());
        } catch (JsonException e) {
            ApiException refusal = ApiException.badRequest(String.valueOf(e.getMessage()));
            return Reply.json(refusal.code(), refusal.status());
        }
    }

    private Reply routed(HttpRequest request) {
        String path = request.path();
        if (List.of("/healthz", "/livez", "/readyz").contains(path)) {
            return Reply.text("ok");
        }
        if (path.equals("/metrics")) {
            return Reply.text(counts.text());
        }
        if (path.equals("/openapi/v2")) {
            return new Reply.Whole(200, Discovery.OPENAPI_2, new byte[0], List.of());
        }
        Optional<JsonObject> page = Discovery.page(path);
        if (page.isPresent()) {
            return Reply.json(200, page.get());
        }
        Optional<JsonObject> review = AccessReviews.answer(request);
        if (review.isPresent()) {
            return Reply.json(201, review.get());
        }
        ResourcePath resource = ResourcePath.parse(path);
        counts.add(resource, request);
        if (resource.kind().fixed() && !request.method().equals("GET")) {
            throw ApiException.notAllowed();
        }
        return switch (request.method()) {
            case "GET" -> get(resource, request);
            case "POST" -> create(resource, request);
            case "PUT" -> replace(resource, request);
            case "PATCH" -> patch(resource, request);
            case "DELETE" -> deletions.delete(resource, request);
            default -> throw ApiException.notAllowed();
        };
    }

    private Reply get(ResourcePath path, HttpRequest request) {
        if (path.name().isEmpty()) {
            Filter filter =
                    Filter.of(
                            path.namespace(),
                            request.query("labelSelector"),
                            request.query("fieldSelector"));
            return request.flag("watch")
                    ? new Reply.Events(path, filter, request.number("resourceVersion"), request)
                    : list(path, filter, request);
        }
        JsonObject object = store.get(path.kind(), path.key());
        if (path.subresource().equals("log") && path.kind().name().equals("Pod")) {
            return Reply.text(
                    Metadata.of(object)
                            .object("annotations")
                            .flatMap(annotations -> annotations.text(LOG_ANNOTATION))
                            .orElse(""));
        }
        part(path);
        return shown(path, request, 200, object);
    }

    /// @throws ApiException 404 for a subresource that the kind does not have
    private static Part part(ResourcePath path) {
        return switch (path.subresource()) {
            case "" -> Part.MAIN;
            case "status" -> {
                if (!path.kind().statusApart()) {
                    throw ApiException.noSuchResource();
                }
                yield Part.STATUS;
            }
            default -> throw ApiException.noSuchResource();
        };
    }

    private Reply.Whole shown(ResourcePath path, HttpRequest request, int code, JsonObject object) {
        if (request.wantsTable()) {
            String version = Metadata.text(object, "resourceVersion");
            return Reply.json(
                    code,
                    tables(path, request)
                            .table(
                                    List.of(object),
                                    JsonObject.of("resourceVersion", version),
                                    true));
        }
        return Reply.json(code, path.versioned(object));
    }

    Tables tables(ResourcePath path, HttpRequest request) {
        return new Tables(path, store.clock(), request.query("includeObject").equals("Object"));
    }

    private Reply list(ResourcePath path, Filter filter, HttpRequest request) {
        int limit = (int) Math.min(request.number("limit"), Integer.MAX_VALUE);
        Listing listing = store.list(path.kind(), filter, limit, request.query("continue"));
        JsonObject.Builder metadata =
                JsonObject.builder()
                        .put("resourceVersion", Long.toString(listing.version()))
                        .put("continue", listing.next());
        if (listing.remaining() > 0) {
            metadata.put("remainingItemCount", listing.remaining());
        }
        if (request.wantsTable()) {
            return Reply.json(
                    200, tables(path, request).table(listing.items(), metadata.build(), true));
        }
        List<JsonValue> items = new ArrayList<>();
        listing.items().forEach(item -> items.add(path.versioned(item)));
        return Reply.json(
                200,
                JsonObject.builder()
                        .put("kind", path.kind().name() + "List")
                        .put("apiVersion", path.apiVersion())
                        .put("metadata", metadata.build())
                        .put("items", new JsonArray(items))
                        .build());
    }

    private Reply create(ResourcePath path, HttpRequest request) {
        if (!path.name().isEmpty()) {
            throw ApiException.notAllowed();
        }
        JsonObject object = request.object();
        checkKind(path, object);
        List<String> unknown = unknown(path, request, object);
        return shown(
                        path,
                        request,
                        201,
                        request.isTrial()
                                ? store.created(path.kind(), path.namespace(), object)
                                : store.create(path.kind(), path.namespace(), object))
                .warning(unknown);
    }

    /// What an object has that its kind does not know of, and that somebody should know.
    ///
    /// @throws ApiException 400 when nothing of that is wanted
    private static List<String> unknown(ResourcePath path, HttpRequest request, JsonObject object) {
        List<String> fields = new ArrayList<>();
        Schemas.pruned(path.kind(), object, fields);
        List<String> texts =
                fields.stream().map(field -> "unknown field \"" + field + "\"").toList();
        return switch (request.query("fieldValidation")) {
            case "Strict" -> {
                if (!texts.isEmpty()) {
                    throw ApiException.badRequest(
                            path.kind().name()
                                    + " in version \""
                                    + path.version()
                                    + "\" cannot be handled as a "
                                    + path.kind().name()
                                    + ": strict decoding error: "
                                    + String.join(", ", texts));
                }
                yield texts;
            }
            case "Ignore" -> List.of();
            default -> texts;
        };
    }

    private static void checkKind(ResourcePath path, JsonObject object) {
        String kind = object.text("kind").orElse(path.kind().name());
        String version = object.text("apiVersion").orElse(path.apiVersion());
        if (!kind.equals(path.kind().name()) || !version.equals(path.apiVersion())) {
            throw ApiException.badRequest(
                    "the API version in the data ("
                            + version
                            + ", "
                            + kind
                            + ") does not match the expected API version ("
                            + path.apiVersion()
                            + ", "
                            + path.kind().name()
                            + ")");
        }
    }

    private Reply replace(ResourcePath path, HttpRequest request) {
        JsonObject object = request.object();
        checkKind(path, object);
        if (Metadata.text(object, "resourceVersion").isEmpty() && !path.kind().isCore()) {
            throw ApiException.invalid(
                    path.kind(),
                    path.name(),
                    "metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
        }
        return updated(path, request, _ -> located(path, object));
    }

    /// What a whole object does not say about its place is what the path says.
    private static JsonObject located(ResourcePath path, JsonObject object) {
        JsonObject.Builder metadata = Metadata.of(object).toBuilder();
        if (Metadata.text(object, "namespace").isEmpty() && path.kind().namespaced()) {
            metadata.put("namespace", path.namespace());
        }
        return Metadata.with(object, metadata.build());
    }

    private Reply patch(ResourcePath path, HttpRequest request) {
        String type = request.contentType();
        boolean merge = type.equals(MERGE) || (type.equals(STRATEGIC) && path.kind().isCore());
        if (merge) {
            JsonObject patch = request.object();
            return updated(path, request, old -> Patches.merge(old, patch));
        }
        if (type.equals(JSON) && request.json() instanceof JsonArray operations) {
            return updated(path, request, old -> Patches.apply(old, operations));
        }
        throw new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + JSON
                        + ", "
                        + MERGE);
    }

    private Reply updated(
            ResourcePath path, HttpRequest request, UnaryOperator<JsonObject> change) {
        if (path.name().isEmpty()) {
            throw ApiException.notAllowed();
        }
        List<String> unknown = new ArrayList<>();
        UnaryOperator<JsonObject> checked =
                old -> {
                    JsonObject next = change.apply(old);
                    unknown.addAll(unknown(path, request, next));
                    return next;
                };
        JsonObject changed =
                request.isTrial()
                        ? store.updated(path.kind(), path.key(), part(path), checked)
                        : store.update(path.kind(), path.key(), part(path), checked);
        return shown(path, request, 200, changed).warning(List.copyOf(unknown));
    }
}
