package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiKind;
import fluxj.coral2.dws.apiserver.store.ApiKinds;
import fluxj.coral2.dws.apiserver.store.Schemas;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the API says of itself: its version, groups, kinds, and as much of OpenAPI as makes
/// `kubectl` believe that fields are checked here.
final class Discovery {
    /// The type of OpenAPI's second version, which older `kubectl`s ask for before they make
    /// something: no bytes are a document that knows no kinds, and then nothing is checked.
    static final String OPENAPI_2 = "application/octet-stream";

    private static final String VERSION = "v1.32.0";
    private static final Map<String, String> SHORT_NAMES =
            Map.of(
                    "configmaps",
                    "cm",
                    "customresourcedefinitions",
                    "crd",
                    "events",
                    "ev",
                    "namespaces",
                    "ns",
                    "pods",
                    "po");

    private static final JsonArray VERBS =
            JsonArray.ofTexts(
                    List.of("create", "delete", "get", "list", "patch", "update", "watch"));

    private static final JsonArray FIXED_VERBS = JsonArray.ofTexts(List.of("get", "list", "watch"));

    private Discovery() {}

    /// The page of a path; empty when it is none of these.
    static Optional<JsonObject> page(String path) {
        List<String> steps = List.of(path.substring(1).split("/", -1));
        return switch (steps.getFirst()) {
            case "version" -> steps.size() == 1 ? Optional.of(version()) : Optional.empty();
            case "api" ->
                    switch (steps.size()) {
                        case 1 -> Optional.of(coreVersions());
                        case 2 -> resources(ApiKinds.CORE, steps.get(1));
                        default -> Optional.empty();
                    };
            case "apis" ->
                    switch (steps.size()) {
                        case 1 -> Optional.of(groups());
                        case 2 ->
                                ApiKinds.groups().contains(steps.get(1))
                                        ? Optional.of(group(steps.get(1)))
                                        : Optional.empty();
                        case 3 -> resources(steps.get(1), steps.get(2));
                        default -> Optional.empty();
                    };
            case "openapi" -> openApi(steps);
            default -> Optional.empty();
        };
    }

    private static JsonObject version() {
        return JsonObject.builder()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", VERSION + "+rabbit-sim")
                .build();
    }

    private static JsonObject coreVersions() {
        return JsonObject.builder()
                .put("kind", "APIVersions")
                .put("versions", JsonArray.ofTexts(List.of("v1")))
                .put("serverAddressByClientCIDRs", JsonArray.EMPTY)
                .build();
    }

    private static JsonObject groups() {
        List<JsonValue> groups = new ArrayList<>();
        ApiKinds.groups().forEach(name -> groups.add(group(name)));
        return JsonObject.builder()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", new JsonArray(groups))
                .build();
    }

    private static JsonObject group(String name) {
        List<JsonValue> versions = new ArrayList<>();
        for (String version : ApiKinds.versions(name)) {
            versions.add(
                    JsonObject.builder()
                            .put("groupVersion", name + "/" + version)
                            .put("version", version)
                            .build());
        }
        return JsonObject.builder()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", name)
                .put("versions", new JsonArray(versions))
                .put("preferredVersion", versions.getFirst())
                .build();
    }

    private static Optional<JsonObject> resources(String group, String version) {
        List<ApiKind> kinds = ApiKinds.of(group);
        if (kinds.isEmpty() || !ApiKinds.versions(group).contains(version)) {
            return Optional.empty();
        }
        List<JsonValue> resources = new ArrayList<>();
        for (ApiKind kind : kinds) {
            resources.add(resource(kind, kind.plural(), kind.fixed() ? FIXED_VERBS : VERBS));
            if (kind.statusApart()) {
                JsonArray verbs = JsonArray.ofTexts(List.of("get", "patch", "update"));
                resources.add(resource(kind, kind.plural() + "/status", verbs));
            }
        }
        return Optional.of(
                JsonObject.builder()
                        .put("kind", "APIResourceList")
                        .put("apiVersion", "v1")
                        .put("groupVersion", group.isEmpty() ? version : group + "/" + version)
                        .put("resources", new JsonArray(resources))
                        .build());
    }

    private static JsonObject resource(ApiKind kind, String name, JsonArray verbs) {
        JsonObject.Builder resource =
                JsonObject.builder()
                        .put("name", name)
                        .put("singularName", kind.singular())
                        .put("namespaced", kind.namespaced())
                        .put("kind", kind.name())
                        .put("verbs", verbs);
        String shortName = SHORT_NAMES.getOrDefault(name, "");
        if (!shortName.isEmpty()) {
            resource.put("shortNames", JsonArray.ofTexts(List.of(shortName)));
        }
        return resource.build();
    }

    /// Below `/openapi/v3` a page for each version of each group.
    private static Optional<JsonObject> openApi(List<String> steps) {
        if (steps.size() < 2 || !steps.get(1).equals("v3")) {
            return Optional.empty();
        }
        if (steps.size() == 2) {
            JsonObject.Builder paths = JsonObject.builder();
            paths.put("api/v1", page3("api/v1"));
            for (String group : ApiKinds.groups()) {
                for (String version : ApiKinds.versions(group)) {
                    String path = "apis/" + group + "/" + version;
                    paths.put(path, page3(path));
                }
            }
            return Optional.of(JsonObject.of("paths", paths.build()));
        }
        boolean core = steps.get(2).equals("api");
        if (steps.size() != (core ? 4 : 5)) {
            return Optional.empty();
        }
        String group = core ? ApiKinds.CORE : steps.get(3);
        return Optional.of(schema(group, steps.getLast()));
    }

    private static JsonObject page3(String path) {
        return JsonObject.of("serverRelativeURL", "/openapi/v3/" + path);
    }

    private static JsonObject schema(String group, String version) {
        JsonObject.Builder paths = JsonObject.builder();
        JsonObject.Builder schemas = JsonObject.builder();
        for (ApiKind kind : ApiKinds.of(group)) {
            JsonObject gvk =
                    JsonObject.builder()
                            .put("group", group)
                            .put("version", version)
                            .put("kind", kind.name())
                            .build();
            String start = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
            String where = kind.namespaced() ? "/namespaces/{namespace}/" : "/";
            JsonObject check =
                    JsonObject.builder()
                            .put("name", "fieldValidation")
                            .put("in", "query")
                            .put("schema", JsonObject.of("type", "string"))
                            .build();
            JsonObject patch =
                    JsonObject.builder()
                            .put("parameters", JsonArray.of(check))
                            .put("responses", JsonObject.EMPTY)
                            .put("x-kubernetes-group-version-kind", gvk)
                            .build();
            paths.put(start + where + kind.plural() + "/{name}", JsonObject.of("patch", patch));
            schemas.put(
                    version + "." + kind.name(),
                    Schemas.openApi(kind)
                            .with("x-kubernetes-group-version-kind", JsonArray.of(gvk)));
        }
        return JsonObject.builder()
                .put("openapi", "3.0.0")
                .put(
                        "info",
                        JsonObject.builder()
                                .put("title", "rabbit-sim")
                                .put("version", VERSION)
                                .build())
                .put("paths", paths.build())
                .put("components", JsonObject.of("schemas", schemas.build()))
                .build();
    }
}
