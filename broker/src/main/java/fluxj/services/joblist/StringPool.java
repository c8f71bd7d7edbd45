package fluxj.services.joblist;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// One copy of texts that many jobs have, such as names, folders and nodes. It remembers those that
/// came last, so that it does not outgrow the jobs.
final class StringPool {
    private static final int SIZE = 8192;

    private final Map<String, String> texts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > SIZE;
                }
            };

    /// The copy of a text that is kept.
    String shared(String text) {
        @Nullable String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }
}
