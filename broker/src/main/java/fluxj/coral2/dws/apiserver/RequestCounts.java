package fluxj.coral2.dws.apiserver;

import java.util.Map;
import java.util.TreeMap;

/// How many requests there have been of each kind, as an API server shows it at `/metrics`.
final class RequestCounts {
    private final Map<String, Long> counts = new TreeMap<>();

    void add(ResourcePath resource, HttpRequest request) {
        String series =
                "apiserver_request_total{resource=\""
                        + resource.kind().plural()
                        + "\",verb=\""
                        + verb(resource, request)
                        + "\"}";
        counts.merge(series, 1L, Long::sum);
    }

    private static String verb(ResourcePath resource, HttpRequest request) {
        if (!request.method().equals("GET") || !resource.name().isEmpty()) {
            return request.method();
        }
        return request.flag("watch") ? "WATCH" : "LIST";
    }

    /// In Prometheus' text format.
    String text() {
        StringBuilder text = new StringBuilder("# TYPE apiserver_request_total counter\n");
        counts.forEach(
                (series, count) -> text.append(series).append(' ').append(count).append('\n'));
        return text.toString();
    }
}
