package fluxj.services.joblist;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Queries of clients of a time before there were constraints.
final class LegacyQuery {
    private LegacyQuery() {}

    /// The constraint that says the same; that of everything when the request says nothing.
    static JobConstraint constraint(JsonObject query) {
        Optional<Long> userid = query.whole("userid");
        Optional<Long> states = query.whole("states");
        Optional<Long> results = query.whole("results");
        if (userid.isEmpty() || states.isEmpty() || results.isEmpty()) {
            return new JobConstraint.Any();
        }
        List<JobConstraint> all = new ArrayList<>();
        if (userid.get().intValue() != -1) {
            all.add(new OfJobConstraint.Users(List.of(userid.get().intValue())));
        }
        text(query, "name")
                .ifPresent(
                        name -> all.add(new OfJobConstraint.Texts(List.of(name), job -> job.name)));
        text(query, "queue")
                .ifPresent(
                        queue ->
                                all.add(
                                        new OfJobConstraint.Texts(
                                                List.of(queue), job -> job.queue)));
        if (states.get() != 0) {
            all.add(new JobConstraint.InStates(states.get().intValue()));
        }
        if (results.get() != 0) {
            all.add(new JobConstraint.WithResults(results.get().intValue()));
        }
        return new JobConstraint.All(all);
    }

    private static Optional<String> text(JsonObject query, String name) {
        return query.get(name)
                .filter(JsonValue.Text.class::isInstance)
                .map(value -> ((JsonValue.Text) value).value());
    }
}
