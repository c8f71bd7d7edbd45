package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Reactor;
import fluxj.rpc.StreamCall;
import fluxj.services.joblist.JobListProtocol.Jobs;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.wire.Credentials;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Requests for lists of jobs.
final class ListRequests {
    private final Reactor reactor;
    private final JobIndex index;
    private final JobAttributes attributes;
    private final ListConstraints constraints;
    private final Privacy privacy;
    private int maxComparisons;

    ListRequests(
            Reactor reactor,
            JobIndex index,
            JobAttributes attributes,
            ListConstraints constraints,
            Privacy privacy) {
        this.reactor = reactor;
        this.index = index;
        this.attributes = attributes;
        this.constraints = constraints;
        this.privacy = privacy;
    }

    /// So many comparisons may one request cost.
    void setMaxComparisons(int most) {
        maxComparisons = most;
    }

    static FluxException invalid(String reason) {
        return new FluxException(Errno.EPROTO, "invalid payload: " + reason);
    }

    void list(StreamCall<Query, Jobs> call) {
        Query query = call.body();
        if (query.maxEntries() < 0) {
            throw invalid("max_entries < 0 not allowed");
        }
        double since = query.since().orElse(0.0);
        if (since < 0) {
            throw invalid("since < 0.0 not allowed");
        }
        if (!(query.attrs() instanceof JsonArray attrs)) {
            throw invalid("attrs must be an array");
        }
        JobConstraint constraint = constraint(query, call.from());
        Comparisons comparisons = new Comparisons(maxComparisons);
        List<ListedJob> jobs =
                index.find(
                        constraint.states(),
                        since,
                        query.maxEntries() == 0 ? Integer.MAX_VALUE : query.maxEntries(),
                        job -> constraint.matches(job, comparisons));
        Function<ListedJob, JsonObject> shown = attributes.of(attrs);
        if (call.isStreaming()) {
            new ListRun(reactor, call, jobs, shown).goOn();
        } else {
            call.send(new Jobs(jobs.stream().map(shown).toList(), Optional.empty()));
        }
    }

    private JobConstraint constraint(Query query, Credentials who) {
        JobConstraint wanted;
        try {
            wanted =
                    query.constraint().isPresent()
                            ? constraints.read(query.constraint().get())
                            : LegacyQuery.constraint(query.legacy());
        } catch (FormatException e) {
            throw invalid("constraint object invalid: " + e.getMessage());
        }
        return privacy.hidesOthers(who)
                ? new JobConstraint.All(
                        List.of(wanted, new OfJobConstraint.Users(List.of(who.userid()))))
                : wanted;
    }
}
