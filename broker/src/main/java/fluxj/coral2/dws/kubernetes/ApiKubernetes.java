package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// [Kubernetes] over HTTP.
final class ApiKubernetes implements Kubernetes {
    private static final int PAGE = 500;

    private final ApiClient api;
    private final ApiVersions versions;
    private final Reactor reactor;
    private final Duration firstRetry;

    ApiKubernetes(ApiClient api, ApiVersions versions, Reactor reactor, Duration firstRetry) {
        this.api = api;
        this.versions = versions;
        this.reactor = reactor;
        this.firstRetry = firstRetry;
    }

    private Promise<JsonObject> json(
            Kind kind, ObjectName name, Function<String, ApiRequest> request) {
        return versions.of(kind)
                .flatMap(
                        version -> {
                            String path = ApiPath.of(kind, version, name.namespace(), name.name());
                            return served(kind, version, api.json(request.apply(path)));
                        });
    }

    /// An API may come to have another version, or lose a kind, at any time.
    private Promise<JsonObject> served(Kind kind, String version, Promise<JsonObject> answer) {
        Deferred<JsonObject> result = new Deferred<>();
        answer.then(
                result::complete,
                error -> {
                    if (error.errno().equals(Errno.EOPNOTSUPP)) {
                        versions.forget(kind);
                        result.fail(
                                new FluxException(
                                        Errno.EOPNOTSUPP,
                                        "Kubernetes serves no %s.%s of version %s"
                                                .formatted(kind.plural(), kind.group(), version)));
                    } else {
                        result.fail(error);
                    }
                });
        return result;
    }

    @Override
    public Promise<JsonObject> get(Kind kind, ObjectName name) {
        return json(kind, name, ApiRequest::get);
    }

    @Override
    public Promise<JsonObject> list(Kind kind, Selection which) {
        return page(kind, which, "", new ArrayList<>());
    }

    private Promise<JsonObject> page(
            Kind kind, Selection which, String from, List<JsonValue> before) {
        int limit = which.limit() > 0 ? which.limit() : PAGE;
        List<String> terms = new ArrayList<>();
        terms.add("limit=" + limit);
        if (!from.isEmpty()) {
            terms.add("continue=" + ApiPath.escaped(from));
        }
        String query = ApiPath.query(which.labels(), terms.toArray(String[]::new));
        return json(
                        kind,
                        new ObjectName(which.namespace(), ""),
                        path -> ApiRequest.get(path + query))
                .flatMap(
                        list -> {
                            list.array("items").ifPresent(items -> before.addAll(items.items()));
                            String next =
                                    list.object("metadata")
                                            .flatMap(metadata -> metadata.text("continue"))
                                            .orElse("");
                            return next.isEmpty() || which.limit() > 0
                                    ? Promise.of(list.with("items", new JsonArray(before)))
                                    : page(kind, which, next, before);
                        });
    }

    @Override
    public Promise<JsonObject> create(Kind kind, JsonObject object) {
        String namespace =
                object.object("metadata")
                        .flatMap(metadata -> metadata.text("namespace"))
                        .orElse(ObjectName.DEFAULT);
        return versions.of(kind)
                .flatMap(
                        version -> {
                            String path = ApiPath.of(kind, version, namespace, "");
                            String group = kind.group().isEmpty() ? "" : kind.group() + "/";
                            JsonObject.Builder whole = JsonObject.builder();
                            whole.put("kind", kind.name());
                            whole.put("apiVersion", group + version);
                            object.members().forEach(whole::put);
                            return served(
                                    kind, version, api.json(ApiRequest.post(path, whole.build())));
                        });
    }

    @Override
    public Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
        return json(kind, name, path -> ApiRequest.merge(path, patch));
    }

    @Override
    public Promise<JsonObject> mergeStatus(Kind kind, ObjectName name, JsonObject patch) {
        return json(kind, name, path -> ApiRequest.merge(path + "/status", patch));
    }

    @Override
    public Promise<Empty> delete(Kind kind, ObjectName name) {
        return json(kind, name, ApiRequest::delete).map(_ -> Empty.EMPTY);
    }

    @Override
    public Promise<String> log(ObjectName pod) {
        return versions.of(Kind.POD)
                .map(version -> ApiPath.of(Kind.POD, version, pod.namespace(), pod.name()))
                .flatMap(path -> api.text(ApiRequest.get(path + "/log")));
    }

    @Override
    public Watch watch(
            Kind kind,
            Selection which,
            Consumer<ObjectEvent> onEvent,
            Consumer<Trouble> onTrouble) {
        ObjectWatch watch =
                new ObjectWatch(
                        reactor,
                        new Source(kind, which),
                        new KnownObjects(onEvent),
                        new RetryDelay(reactor, firstRetry),
                        onTrouble);
        watch.start();
        return watch;
    }

    private final class Source implements ObjectWatch.Source {
        private final Kind kind;
        private final Selection which;

        Source(Kind kind, Selection which) {
            this.kind = kind;
            this.which = which;
        }

        @Override
        public Promise<JsonObject> list() {
            return ApiKubernetes.this.list(kind, which);
        }

        @Override
        public void stream(String since, Duration limit, WatchStream stream) {
            String query =
                    ApiPath.query(
                            which.labels(),
                            "watch=true",
                            "allowWatchBookmarks=true",
                            "resourceVersion=" + ApiPath.escaped(since),
                            "timeoutSeconds=" + limit.toSeconds());
            versions.of(kind)
                    .map(version -> ApiPath.of(kind, version, which.namespace(), ""))
                    .then(
                            path -> api.stream(ApiRequest.get(path + query), stream),
                            stream::abandon);
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
