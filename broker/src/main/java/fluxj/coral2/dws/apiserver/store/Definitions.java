package fluxj.coral2.dws.apiserver.store;

import fluxj.coral2.dws.apiserver.store.ApiKind.Column;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// The kinds of Data Workflow Services and near node flash as Kubernetes keeps them: what `kubectl
/// get crd` shows.
final class Definitions {
    private Definitions() {}

    /// True for a kind that is there by a definition.
    static boolean defines(ApiKind kind) {
        return !kind.isCore() && !kind.equals(ApiKinds.DEFINITION);
    }

    /// What defines a kind.
    ///
    /// @param now the time, as objects have it
    static JsonObject of(ApiKind kind, String now) {
        List<String> served = ApiKinds.versions(kind.group());
        List<JsonValue> versions = new ArrayList<>();
        served.forEach(name -> versions.add(version(kind, name)));
        JsonObject names =
                JsonObject.builder()
                        .put("kind", kind.name())
                        .put("listKind", kind.name() + "List")
                        .put("plural", kind.plural())
                        .put("singular", kind.singular())
                        .build();
        JsonObject spec =
                JsonObject.builder()
                        .put("group", kind.group())
                        .put("names", names)
                        .put("scope", kind.namespaced() ? "Namespaced" : "Cluster")
                        .put("versions", new JsonArray(versions))
                        .build();
        JsonArray conditions =
                JsonArray.of(
                        condition("NamesAccepted", "NoConflicts", now),
                        condition("Established", "InitialNamesAccepted", now));
        JsonObject status =
                JsonObject.builder()
                        .put("acceptedNames", names)
                        .put("conditions", conditions)
                        .put("storedVersions", JsonArray.ofTexts(served.subList(0, 1)))
                        .build();
        return JsonObject.builder()
                .put("metadata", JsonObject.of("name", kind.resource()))
                .put("spec", spec)
                .put("status", status)
                .build();
    }

    private static JsonObject condition(String type, String reason, String now) {
        return JsonObject.builder()
                .put("type", type)
                .put("status", "True")
                .put("reason", reason)
                .put("lastTransitionTime", now)
                .build();
    }

    private static JsonObject version(ApiKind kind, String name) {
        List<JsonValue> columns = new ArrayList<>();
        for (Column column : kind.columns()) {
            columns.add(
                    JsonObject.builder()
                            .put("name", column.title())
                            .put("jsonPath", "." + column.path())
                            .put("priority", column.wide() ? 1 : 0)
                            .put("type", "string")
                            .build());
        }
        JsonObject.Builder version =
                JsonObject.builder()
                        .put("name", name)
                        .put("served", true)
                        .put("storage", name.equals(ApiKinds.versions(kind.group()).getFirst()))
                        .put("schema", JsonObject.of("openAPIV3Schema", Schemas.openApi(kind)))
                        .put("additionalPrinterColumns", new JsonArray(columns));
        if (kind.statusApart()) {
            version.put("subresources", JsonObject.of("status", JsonObject.EMPTY));
        }
        return version.build();
    }
}
