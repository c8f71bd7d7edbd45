package fluxj.coral2.dws;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// A prolog or epilog action that holds a job: begun once and ended once, whoever asks and however
/// often. What was posted takes effect later, so it remembers what was asked for.
final class HoldingAction {
    private enum Stage {
        NONE,
        /// Its beginning is posted.
        BEGUN,
        /// It holds the job.
        OPEN,
        /// Its end is posted, by us or somebody else.
        ENDED
    }

    private final BooleanSupplier holds;
    private final Runnable begin;
    private final IntConsumer end;
    private Stage stage;

    /// @param wasBegun true when the job's events say so
    /// @param holds whether it holds the job at this moment
    /// @param end takes the status
    HoldingAction(boolean wasBegun, BooleanSupplier holds, Runnable begin, IntConsumer end) {
        this.holds = holds;
        this.begin = begin;
        this.end = end;
        if (holds.getAsBoolean()) {
            stage = Stage.OPEN;
        } else {
            stage = wasBegun ? Stage.ENDED : Stage.NONE;
        }
    }

    /// True when it was never begun.
    boolean isNew() {
        return stage == Stage.NONE;
    }

    /// True when it is begun and not ended.
    boolean isActive() {
        return stage == Stage.BEGUN || stage == Stage.OPEN;
    }

    void begin() {
        begin.run();
        stage = Stage.BEGUN;
    }

    /// Ends it if it is active.
    ///
    /// @param status 0 for success
    /// @return false when there was nothing to end
    boolean end(int status) {
        if (!isActive()) {
            return false;
        }
        end.accept(status);
        stage = Stage.ENDED;
        return true;
    }

    /// Looks at the job after an event.
    void observe() {
        if (stage == Stage.BEGUN && holds.getAsBoolean()) {
            stage = Stage.OPEN;
        } else if (stage == Stage.OPEN && !holds.getAsBoolean()) {
            stage = Stage.ENDED;
        }
    }
}
