package fluxj.services.jobmanager.job;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The names of the events that a job has had: a bit each for those that plugins ask about, the
/// names themselves for others.
final class PostedEvents {
    private static final List<String> USUAL =
            List.of(
                    "submit",
                    "validate",
                    "depend",
                    "priority",
                    "alloc",
                    "start",
                    "finish",
                    "exception",
                    "release",
                    "free",
                    "clean",
                    "dependency-add",
                    "dependency-remove",
                    "annotations",
                    "urgency",
                    "memo",
                    "flux-restart",
                    "prolog-start",
                    "prolog-finish",
                    "epilog-start",
                    "epilog-finish",
                    "jobspec-update",
                    "resource-update",
                    "set-flags",
                    "cray_port_distribution");

    private int usual;
    private @Nullable List<String> others;

    void add(String event) {
        int bit = USUAL.indexOf(event);
        if (bit >= 0) {
            usual |= 1 << bit;
            return;
        }
        if (others == null) {
            others = new ArrayList<>(1);
        }
        if (!others.contains(event)) {
            others.add(event);
        }
    }

    boolean has(String event) {
        int bit = USUAL.indexOf(event);
        return bit >= 0 ? (usual & 1 << bit) != 0 : others != null && others.contains(event);
    }
}
