package fluxj.coral2.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

/// Names and texts that are the same for flux-coral2.
final class DwsWords {
    /// The dependency, and the exception of one that failed.
    static final String DEPENDENCY = "dws-create";

    /// The prolog action, and the exception of one that failed.
    static final String PROLOG = "dws-setup";

    /// The epilog action, and the exception of one that failed.
    static final String EPILOG = "dws-epilog";

    /// The exception that gives an epilog up.
    static final String TIMEOUT = "dws-epilog-timeout";

    /// The event that tells the job's tasks where their file systems are.
    static final String ENVIRONMENT = "dws_environment";

    /// How the notes of exceptions begin.
    static final String FAILURE = "DWS workflow interactions failed: ";

    private DwsWords() {}

    /// What flux-coral2's answers without an errno comes as this.
    static FluxException refusal(String why) {
        return new FluxException(Errno.EINVAL, why);
    }
}
