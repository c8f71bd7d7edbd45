package fluxj.coral2.dws.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What something that is done to a job leads to, by the rules alone (spec coral2 5.5).
///
/// @param posts the events that it adds to the job's eventlog, in their order
/// @param sends what the plugin asks the service for
/// @param end what becomes of the job
/// @param remarks what else there is to know, a sentence each
public record Consequences(
        List<String> posts, Optional<Call> sends, End end, List<String> remarks) {
    /// An RPC of the plugin.
    ///
    /// @param topic with what tells it from others of that topic
    /// @param effect what the service does
    public record Call(String topic, String effect) {}

    /// What becomes of a job.
    public enum End {
        /// It is refused: nothing happens.
        REFUSED("Nothing happens"),
        /// It stays where it is.
        STAYS("The job stays where it is"),
        /// It leaves CLEANUP.
        LEAVES("The job leaves CLEANUP at once"),
        /// It leaves CLEANUP when another action has ended.
        LEAVES_LATER("The job stays in CLEANUP until its other epilog actions end"),
        /// It leaves CLEANUP when the service says that the workflow is torn down.
        LEAVES_WITH_TEARDOWN("The job leaves CLEANUP when the workflow's Teardown is ready"),
        /// It comes to CLEANUP, and leaves it as any job.
        ENDS("The job ends");

        private final String words;

        End(String words) {
            this.words = words;
        }

        /// A sentence without its full stop.
        public String words() {
            return words;
        }
    }

    /// The same in sentences: what is done, what is known of it, what becomes of the job.
    public List<String> sentences() {
        List<String> lines = new ArrayList<>();
        if (!posts.isEmpty()) {
            lines.add("Posts " + String.join(", ", posts) + ".");
        }
        sends.ifPresent(call -> lines.add("Sends " + call.topic() + ": " + call.effect() + "."));
        lines.addAll(remarks);
        lines.add(end.words() + ".");
        return lines;
    }

    static Consequences refused(String why) {
        return new Consequences(
                List.of(), Optional.empty(), End.REFUSED, List.of("It is refused: " + why + "."));
    }
}
