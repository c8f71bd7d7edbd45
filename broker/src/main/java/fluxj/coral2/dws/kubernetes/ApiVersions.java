package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which version of each group the API serves: the first of those that are known whose kinds can be
/// listed (spec coral2 4.4).
final class ApiVersions {
    private static final List<String> DWS = List.of("v1alpha7", "v1alpha6");
    private static final List<String> NNF =
            List.of("v1alpha11", "v1alpha10", "v1alpha9", "v1alpha8");
    private static final List<Kind> OF_DWS =
            List.of(Kind.STORAGE, Kind.SYSTEM_STATUS, Kind.SYSTEM_CONFIGURATION);
    private static final List<Kind> OF_NNF = List.of(Kind.DATA_MOVEMENT);

    private static final List<Errno> ABSENT = List.of(Errno.EOPNOTSUPP, Errno.ENOENT);

    private final ApiClient api;
    private final Map<String, List<String>> candidates = new LinkedHashMap<>();
    private final Map<String, Promise<String>> found = new LinkedHashMap<>();

    /// @param dws tried first
    /// @param nnf tried first
    ApiVersions(ApiClient api, Optional<String> dws, Optional<String> nnf) {
        this.api = api;
        candidates.put(Kind.DWS, preferred(dws, DWS));
        candidates.put(Kind.NNF, preferred(nnf, NNF));
    }

    private static List<String> preferred(Optional<String> first, List<String> known) {
        List<String> all = new ArrayList<>();
        first.ifPresent(all::add);
        known.stream().filter(version -> !all.contains(version)).forEach(all::add);
        return List.copyOf(all);
    }

    /// The version of a kind's group. What could not be found out is asked again the next time.
    Promise<String> of(Kind kind) {
        String group = kind.group();
        if (group.isEmpty()) {
            return Promise.of("v1");
        }
        Promise<String> known = found.get(group);
        if (known != null) {
            return known;
        }
        Deferred<String> result = new Deferred<>();
        found.put(group, result);
        result.then(_ -> {}, _ -> found.remove(group, result));
        probe(group, 0, result);
        return result;
    }

    /// Finds out again which version there is.
    void forget(Kind kind) {
        found.remove(kind.group());
    }

    private void probe(String group, int at, Deferred<String> result) {
        List<String> versions = candidates.getOrDefault(group, List.of());
        if (at == versions.size()) {
            result.fail(
                    new FluxException(
                            Errno.EOPNOTSUPP,
                            "could not find suitable API version for "
                                    + group
                                    + " (out of "
                                    + quoted(versions)
                                    + ")"));
            return;
        }
        String version = versions.get(at);
        List<Kind> kinds = group.equals(Kind.DWS) ? OF_DWS : OF_NNF;
        listAll(kinds, 0, version)
                .then(
                        _ -> result.complete(version),
                        error -> {
                            if (ABSENT.contains(error.errno())) {
                                probe(group, at + 1, result);
                            } else {
                                result.fail(error);
                            }
                        });
    }

    private Promise<Boolean> listAll(List<Kind> kinds, int at, String version) {
        if (at == kinds.size()) {
            return Promise.of(true);
        }
        String path = ApiPath.of(kinds.get(at), version, ObjectName.DEFAULT, "") + "?limit=2";
        return api.json(ApiRequest.get(path)).flatMap(_ -> listAll(kinds, at + 1, version));
    }

    private static String quoted(List<String> versions) {
        return "['" + String.join("', '", versions) + "']";
    }
}
