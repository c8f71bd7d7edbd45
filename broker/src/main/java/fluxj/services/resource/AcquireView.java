package fluxj.services.resource;

import fluxj.format.Idset;

/// What a scheduler knows of its nodes, and what is new to it. Pure but for what it remembers.
final class AcquireView {
    private Idset valid;
    private Idset up;
    private Idset removed;

    /// What a scheduler has to be told.
    record Change(Idset up, Idset down, Idset shrink) {
        boolean isEmpty() {
            return up.isEmpty() && down.isEmpty() && shrink.isEmpty();
        }
    }

    /// @param ranks those it is lent
    /// @param unavailable ranks that no job may start on
    /// @param gone ranks that will not come back
    AcquireView(Idset ranks, Idset unavailable, Idset gone) {
        valid = ranks.minus(gone);
        up = ranks.minus(unavailable);
        removed = gone;
    }

    Idset up() {
        return up;
    }

    /// Compares what is with what it knows; it knows this from now on.
    Change update(Idset unavailable, Idset gone) {
        Idset now = valid.minus(unavailable);
        Idset shrink = gone.minus(removed);
        Change change = new Change(now.minus(up), up.minus(now), shrink);
        removed = removed.union(shrink);
        valid = valid.minus(shrink);
        up = now;
        return change;
    }
}
