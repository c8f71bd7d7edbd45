package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.ApiKind;
import fluxj.coral2.dws.apiserver.store.ApiKinds;
import fluxj.coral2.dws.apiserver.store.ObjectKey;
import fluxj.json.JsonObject;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a path names: `/apis/GROUP/VERSION[/namespaces/NAMESPACE]/PLURAL[/NAME[/SUBRESOURCE]]`, or
/// the same below `/api/v1` for the core.
///
/// @param version the version that is spoken
/// @param namespace empty for everywhere
/// @param name empty for all objects
/// @param subresource `status` or `log`, empty for the object itself
record ResourcePath(
        ApiKind kind, String version, String namespace, String name, String subresource) {
    private static final String NAMESPACES = "namespaces";

    /// @throws ApiException 404 when it names nothing that is served
    static ResourcePath parse(String path) {
        List<String> steps = new ArrayList<>();
        for (String step : path.substring(1).split("/", -1)) {
            steps.add(URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        boolean core = steps.getFirst().equals("api");
        int start = core ? 2 : 3;
        if ((!core && !steps.getFirst().equals("apis")) || steps.size() <= start) {
            throw ApiException.noSuchResource();
        }
        String group = core ? ApiKinds.CORE : steps.get(1);
        String version = steps.get(start - 1);
        if (!ApiKinds.versions(group).contains(version)) {
            throw ApiException.noSuchResource();
        }
        List<String> rest = steps.subList(start, steps.size());
        String namespace = "";
        if (rest.size() > 2 && rest.getFirst().equals(NAMESPACES) && !isSubresource(rest)) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        ApiKind kind =
                ApiKinds.find(group, rest.getFirst()).orElseThrow(ApiException::noSuchResource);
        if (rest.size() > 3 || (!namespace.isEmpty() && !kind.namespaced())) {
            throw ApiException.noSuchResource();
        }
        return new ResourcePath(
                kind,
                version,
                namespace,
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? rest.get(2) : "");
    }

    private static boolean isSubresource(List<String> rest) {
        return rest.size() == 3 && rest.get(2).equals("status");
    }

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    String apiVersion() {
        return kind.isCore() ? version : kind.group() + "/" + version;
    }

    /// An object as this version of the API shows it.
    JsonObject versioned(JsonObject object) {
        JsonObject.Builder shown =
                JsonObject.builder().put("apiVersion", apiVersion()).put("kind", kind.name());
        object.members().forEach(shown::put);
        return shown.build();
    }
}
