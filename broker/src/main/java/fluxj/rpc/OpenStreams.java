package fluxj.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The open streams of a service by who opened them and by matchtag, so that the end of one does
/// not walk those of the others.
final class OpenStreams {
    private final Map<String, Map<Integer, List<StreamCall<?, ?>>>> byOrigin =
            new LinkedHashMap<>();
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(StreamCall<?, ?> call) {
        byOrigin.computeIfAbsent(origin(call), _ -> new LinkedHashMap<>())
                .computeIfAbsent(call.request().matchtag(), _ -> new ArrayList<>(1))
                .add(call);
        size++;
    }

    void remove(StreamCall<?, ?> call) {
        Map<Integer, List<StreamCall<?, ?>>> ofOne = byOrigin.getOrDefault(origin(call), Map.of());
        int matchtag = call.request().matchtag();
        List<StreamCall<?, ?>> tagged = ofOne.getOrDefault(matchtag, List.of());
        if (!tagged.contains(call)) {
            return;
        }
        size--;
        tagged.remove(call);
        if (tagged.isEmpty()) {
            ofOne.remove(matchtag);
        }
        if (ofOne.isEmpty()) {
            byOrigin.remove(origin(call));
        }
    }

    private static String origin(StreamCall<?, ?> call) {
        return call.request().routes().origin();
    }

    /// All of them; a copy.
    List<StreamCall<?, ?>> all() {
        List<StreamCall<?, ?>> all = new ArrayList<>(size);
        byOrigin.keySet().forEach(origin -> all.addAll(of(origin)));
        return all;
    }

    /// Those that one sender opened; a copy.
    List<StreamCall<?, ?>> of(String origin) {
        List<StreamCall<?, ?>> all = new ArrayList<>();
        byOrigin.getOrDefault(origin, Map.of()).values().forEach(all::addAll);
        return all;
    }

    /// Those that one sender opened under a matchtag; a copy.
    List<StreamCall<?, ?>> of(String origin, int matchtag) {
        return List.copyOf(
                byOrigin.getOrDefault(origin, Map.of()).getOrDefault(matchtag, List.of()));
    }
}
