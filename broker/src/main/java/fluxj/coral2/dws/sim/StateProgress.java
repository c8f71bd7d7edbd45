package fluxj.coral2.dws.sim;

import fluxj.json.JsonObject;

import java.util.List;

/// How far the work of a state is.
sealed interface StateProgress {
    /// It is done.
    ///
    /// @param status what the workflow's status gets besides
    record Done(JsonObject status) implements StateProgress {}

    /// It goes on when something else happens.
    record Waiting() implements StateProgress {}

    /// It cannot be done.
    ///
    /// @param message what the workflow says
    record Failed(String message) implements StateProgress {}

    StateProgress DONE = new Done(JsonObject.EMPTY);
    StateProgress WAITING = new Waiting();

    static StateProgress failed(SimDirective directive, String why) {
        return new Failed("DW Directive " + directive.index() + ": " + why);
    }

    static StateProgress of(boolean done) {
        return done ? DONE : WAITING;
    }

    /// The worst of some.
    static StateProgress worst(List<StateProgress> all) {
        StateProgress worst = DONE;
        for (StateProgress each : all) {
            if (each instanceof Failed) {
                return each;
            }
            if (each instanceof Waiting) {
                worst = each;
            }
        }
        return worst;
    }
}
