package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.Outcome;

/// Failures that say that what was asked for is so already. They come when something is asked again
/// after the plugin, the broker or the service has been started again; Kubernetes' words and those
/// of its DWS webhook tell them apart.
final class Refusal {
    private static final String PAST = "cannot progress backwards";

    private Refusal() {}

    /// The job has its workflow.
    static boolean exists(Outcome outcome, long id) {
        return says(outcome, workflow(id) + " already exists");
    }

    /// The job has no workflow any more.
    static boolean isGone(Outcome outcome, long id) {
        return says(outcome, workflow(id) + " not found");
    }

    /// The workflow has been where it is to go.
    static boolean isPast(Outcome outcome) {
        return says(outcome, PAST);
    }

    private static String workflow(long id) {
        return "\"fluxjob-" + Long.toUnsignedString(id) + "\"";
    }

    private static boolean says(Outcome outcome, String words) {
        return outcome.errstr().filter(text -> text.contains(words)).isPresent();
    }
}
