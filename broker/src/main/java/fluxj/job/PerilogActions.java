package fluxj.job;

import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The prolog and epilog actions of one job that its events have begun and not ended (RFC 21). A
/// prolog action holds its start, an epilog action its resources.
///
/// Unlike flux-core's counter this knows whose each is: an end takes away one of its own kind, by
/// its `description`, else by its `name` (as `flux post-job-event ID epilog-finish name=NAME` has
/// it), else one that had no name at its beginning. An end that names what is not open is surplus
/// and takes away nothing; one without a name takes away the oldest.
public final class PerilogActions {
    /// What an action holds.
    public enum Kind {
        /// The start of the job.
        PROLOG("prolog-start", "prolog-finish"),
        /// The resources of the job.
        EPILOG("epilog-start", "epilog-finish");

        private final String start;
        private final String finish;

        Kind(String start, String finish) {
            this.start = start;
            this.finish = finish;
        }
    }

    /// One that is open.
    ///
    /// @param name its description; empty when it was begun without one
    public record Action(Kind kind, String name) {}

    /// What an event says of the action that it begins or ends.
    ///
    /// @param description the member that RFC 21 asks for
    /// @param name the member that people write instead
    public record Label(Optional<String> description, Optional<String> name) {
        /// What the context of an event says.
        public static Label of(JsonObject context) {
            return new Label(context.text("description"), context.text("name"));
        }
    }

    private final List<Action> open = new ArrayList<>(2);

    /// An action begins.
    public void start(Kind kind, Label label) {
        open.add(new Action(kind, label.description().or(label::name).orElse("")));
    }

    /// An action ends.
    ///
    /// @return false when the end is surplus
    public boolean finish(Kind kind, Label label) {
        if (label.description().isEmpty() && label.name().isEmpty()) {
            return removeOldest(kind);
        }
        return remove(kind, label.description())
                || remove(kind, label.name())
                || remove(kind, Optional.of(""));
    }

    /// Takes an event of an eventlog; others than the four change nothing.
    ///
    /// @return false when it is a surplus end
    public boolean apply(Eventlog.Event event) {
        Label label = Label.of(event.context().orElse(JsonObject.EMPTY));
        for (Kind kind : Kind.values()) {
            if (event.name().equals(kind.start)) {
                start(kind, label);
            } else if (event.name().equals(kind.finish)) {
                return finish(kind, label);
            }
        }
        return true;
    }

    private boolean remove(Kind kind, Optional<String> name) {
        return name.isPresent() && open.remove(new Action(kind, name.get()));
    }

    private boolean removeOldest(Kind kind) {
        for (Action each : open) {
            if (each.kind() == kind) {
                return open.remove(each);
            }
        }
        return false;
    }

    /// True while such an action is open.
    public boolean isOpen(Kind kind, String name) {
        return open.contains(new Action(kind, name));
    }

    /// Those that are open, the oldest first.
    public List<Action> open() {
        return List.copyOf(open);
    }

    /// How many are open.
    public int count() {
        return open.size();
    }
}
