package fluxj.coral2.dws.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where the API keeps objects.
final class ApiPath {
    private ApiPath() {}

    /// @param namespace empty for all, or for kinds that have none
    /// @param name empty for all objects
    static String of(Kind kind, String version, String namespace, String name) {
        StringBuilder path = new StringBuilder();
        path.append(kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/");
        path.append(version);
        if (kind.namespaced() && !namespace.isEmpty()) {
            path.append("/namespaces/").append(escaped(namespace));
        }
        path.append('/').append(kind.plural());
        if (!name.isEmpty()) {
            path.append('/').append(escaped(name));
        }
        return path.toString();
    }

    /// The query that selects by labels and goes on with `more`.
    static String query(String labels, String... more) {
        List<String> terms = new ArrayList<>();
        if (!labels.isEmpty()) {
            terms.add("labelSelector=" + escaped(labels));
        }
        terms.addAll(List.of(more));
        return terms.isEmpty() ? "" : "?" + String.join("&", terms);
    }

    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
