package fluxj.services.jobexec;

import fluxj.format.Idset;

import java.util.BitSet;

/// Where the shells of a job wait for each other, again and again. Only the first time there is a
/// limit to it: a node that hangs shows there. Once a shell has ended nobody passes any more.
final class Barrier {
    /// What a shell that comes is told.
    enum Verdict {
        /// To wait.
        WAIT,
        /// That all are there: it and those who wait may go on.
        OPEN,
        /// That it has come already, or is none of the job's.
        NOT_PENDING,
        /// That another one has ended.
        BROKEN
    }

    private final Idset ranks;
    private final BitSet pending = new BitSet();
    private boolean first = true;
    private boolean broken;
    private int entered;

    Barrier(Idset ranks) {
        this.ranks = ranks;
        reset();
    }

    private void reset() {
        ranks.forEach(pending::set);
        entered = 0;
    }

    /// True until all shells have come together once.
    boolean isFirst() {
        return first;
    }

    /// The first time is over: they came together before this was made.
    void passFirst() {
        first = false;
    }

    /// True when one shell is there, the first one.
    boolean hasBegun() {
        return entered == 1;
    }

    /// The shell of a broker comes.
    Verdict enter(int rank) {
        if (rank < 0 || !pending.get(rank)) {
            return Verdict.NOT_PENDING;
        }
        pending.clear(rank);
        entered++;
        if (broken) {
            return Verdict.BROKEN;
        }
        if (!pending.isEmpty()) {
            return Verdict.WAIT;
        }
        first = false;
        reset();
        return Verdict.OPEN;
    }

    /// A shell has ended.
    void shellEnded() {
        broken = true;
    }

    /// Those that have not come.
    Idset pending() {
        Idset.Builder set = Idset.builder();
        pending.stream().forEach(set::add);
        return set.build();
    }

    /// How many come together.
    int total() {
        return ranks.size();
    }
}
