package fluxj.coral2.dws.tracker;

import fluxj.job.JobState;
import fluxj.job.PerilogActions;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// What the eventlog of a job (RFC 21) tells of where it stands.
///
/// @param userid whose it is
/// @param state and since when
/// @param latest when its last event was posted, in seconds since the epoch
/// @param holds what keeps it there, the oldest first
/// @param surplus ends of actions that were not open
/// @param exceptions in their order
/// @param tasks how its tasks have fared
/// @param memo what the service has noted down: `rabbit_workflow`, `rabbits`
/// @param rabbits the plugin `dws-jobtap` has held it, or does
public record JobHistory(
        long userid,
        Reached state,
        double latest,
        List<Hold> holds,
        List<Surplus> surplus,
        List<Raised> exceptions,
        Tasks tasks,
        JsonObject memo,
        boolean rabbits) {
    /// A state, and the moment of the event that led to it, in seconds since the epoch.
    public record Reached(JobState state, double since) {}

    /// What keeps a job in a state.
    public enum HoldKind {
        DEPENDENCY("dependency"),
        PROLOG("prolog action"),
        EPILOG("epilog action");

        private final String words;

        HoldKind(String words) {
            this.words = words;
        }

        /// What to call it.
        public String words() {
            return words;
        }

        static HoldKind of(PerilogActions.Kind kind) {
            return switch (kind) {
                case PROLOG -> PROLOG;
                case EPILOG -> EPILOG;
            };
        }
    }

    /// One thing that keeps a job in a state.
    ///
    /// @param name its description; empty when it has none
    /// @param since when it began, in seconds since the epoch
    public record Hold(HoldKind kind, String name, double since) {
        /// As one names it.
        public String words() {
            return kind.words() + (name.isEmpty() ? " without a name" : " " + name);
        }
    }

    /// An end without a beginning. flux-core counts and does not compare: there it releases the
    /// action that is open instead (spec coral2 4.2.9).
    ///
    /// @param event `epilog-finish` or `prolog-finish`
    /// @param name of the action that it names; empty for none
    /// @param at when, in seconds since the epoch
    /// @param instead the actions that were open then
    public record Surplus(String event, String name, double at, List<String> instead) {}

    /// An exception.
    ///
    /// @param at when, in seconds since the epoch
    public record Raised(String type, int severity, String note, double at) {
        /// True when it ends a job.
        public boolean isFatal() {
            return severity == 0;
        }
    }

    /// How the tasks of a job have fared.
    ///
    /// @param started there is an event `start`
    /// @param ended when, in seconds since the epoch
    /// @param status the wait status
    public record Tasks(boolean started, Optional<Double> ended, OptionalInt status) {}

    /// The first hold of a kind and a name.
    public Optional<Hold> hold(HoldKind kind, String name) {
        return holds.stream()
                .filter(hold -> hold.kind() == kind && hold.name().equals(name))
                .findFirst();
    }

    /// The epilog action of the rabbits, while it is open.
    public Optional<Hold> epilog() {
        return hold(HoldKind.EPILOG, RabbitEvents.EPILOG);
    }

    /// How far it has come.
    public JobPhase phase() {
        return switch (state.state()) {
            case NEW, DEPEND, PRIORITY, SCHED ->
                    hold(HoldKind.DEPENDENCY, RabbitEvents.CREATE).isPresent()
                            ? JobPhase.CREATING
                            : JobPhase.PENDING;
            case RUN ->
                    hold(HoldKind.PROLOG, RabbitEvents.SETUP).isPresent()
                            ? JobPhase.SETUP
                            : JobPhase.RUNNING;
            case CLEANUP -> epilog().isPresent() ? JobPhase.EPILOG : JobPhase.CLEANUP;
            case INACTIVE -> JobPhase.INACTIVE;
        };
    }

    /// The prolog and epilog actions that are open besides the one of the rabbits.
    public List<Hold> others() {
        return holds.stream()
                .filter(
                        hold ->
                                hold.kind() != HoldKind.DEPENDENCY
                                        && !hold.name().equals(RabbitEvents.EPILOG)
                                        && !hold.name().equals(RabbitEvents.SETUP))
                .toList();
    }

    /// The exception that has made the service tear the workflow down while the epilog was open;
    /// whatever is raised after it changes nothing.
    Optional<Raised> tornDownBy() {
        return epilog().flatMap(epilog -> first(each -> each.at() >= epilog.since()));
    }

    private Optional<Raised> first(Predicate<Raised> test) {
        return exceptions.stream().filter(each -> each.isFatal() && test.test(each)).findFirst();
    }
}
