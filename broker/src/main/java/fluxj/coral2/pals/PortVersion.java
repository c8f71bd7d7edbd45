package fluxj.coral2.pals;

import java.util.Optional;

/// The two forms of the plugin that there have been (spec coral2 2.1): what it is called, which
/// event it posts, and whether the job is held in a prolog action meanwhile.
enum PortVersion {
    /// Since flux-coral2 0.25.
    NEWEST("cray-pmi-bootstrap", "cray-pmi-bootstrap", Optional.empty()),
    /// Before.
    OLD(
            "cray_pals_port_distributor",
            "cray_port_distribution",
            Optional.of("cray-pals-port-distributor"));

    private final String title;
    private final String event;
    private final Optional<String> prolog;

    PortVersion(String title, String event, Optional<String> prolog) {
        this.title = title;
        this.event = event;
        this.prolog = prolog;
    }

    /// The file name it is loaded by.
    String fileName() {
        return title + ".so";
    }

    /// What its log lines begin with.
    String title() {
        return title;
    }

    /// The event with the ports.
    String event() {
        return event;
    }

    /// The action that holds the job until the event is posted.
    Optional<String> prolog() {
        return prolog;
    }

    static Optional<PortVersion> ofEvent(String event) {
        for (PortVersion version : values()) {
            if (version.event.equals(event)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
