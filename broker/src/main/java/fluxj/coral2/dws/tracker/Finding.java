package fluxj.coral2.dws.tracker;

import java.util.List;

/// Something that Kubernetes and Flux do not agree on, or that only one of them knows of.
///
/// @param kind what it is
/// @param subject the job, workflow or rabbit that it is about
/// @param text what is wrong, a sentence
/// @param commands that mend it, in their order; none when it mends itself or cannot be mended
public record Finding(Kind kind, String subject, String text, List<String> commands) {
    /// What can be wrong.
    public enum Kind {
        /// A workflow whose job is over, or not known.
        ORPHANED_WORKFLOW("orphaned workflow"),
        /// A job that counts on a workflow which is not there.
        MISSING_WORKFLOW("missing workflow"),
        /// An end of an epilog or prolog action that was not open.
        SURPLUS_FINISH("surplus finish"),
        /// A rabbit that Flux has taken out of use, and nothing is left on it.
        DISABLED_RABBIT("disabled rabbit"),
        /// Nobody drives workflows.
        MISSING_SERVICE("missing service"),
        /// Who should drive them does not answer.
        SILENT_SERVICE("silent service"),
        /// A workflow that is asked for another state than its job counts on.
        STRAYED_WORKFLOW("strayed workflow"),
        /// A workflow that is no job's.
        FOREIGN_WORKFLOW("foreign workflow");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// What to call it.
        public String words() {
            return words;
        }

        /// True when Flux has to do with it: the rest is to be known, and nothing is wrong.
        public boolean isTrouble() {
            return this != FOREIGN_WORKFLOW;
        }
    }
}
