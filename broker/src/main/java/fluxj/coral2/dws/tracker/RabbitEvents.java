package fluxj.coral2.dws.tracker;

import java.util.List;

/// What the plugin `dws-jobtap` calls its holds and its exceptions (spec coral2 4.2).
final class RabbitEvents {
    /// The dependency that waits for a workflow.
    static final String CREATE = "dws-create";

    /// The prolog action that waits for file systems.
    static final String SETUP = "dws-setup";

    /// The epilog action that waits for them to be gone.
    static final String EPILOG = "dws-epilog";

    /// All its holds.
    static final List<String> HOLDS = List.of(CREATE, SETUP, EPILOG);

    /// The exception that gives the epilog up.
    static final String EPILOG_TIMEOUT = "dws-epilog-timeout";

    private RabbitEvents() {}
}
