package fluxj.cli.jobs.listing;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.wire.Message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Puts together which jobs to list (RFC 43) and fetches them.
public final class JobSearch {
    private final List<JsonValue> all = new ArrayList<>();

    private static JsonObject one(String operator, JsonValue value) {
        return JsonObject.of(operator, JsonArray.of(value));
    }

    /// Only jobs that also meet this.
    public JobSearch and(JsonObject constraint) {
        all.add(constraint);
        return this;
    }

    /// Only one user's jobs, or everybody's.
    public JobSearch ofUser(int userid) {
        return userid == Users.ALL
                ? this
                : and(one("userid", JsonValue.of(Integer.toUnsignedLong(userid))));
    }

    public JobSearch named(String name) {
        return and(one("name", JsonValue.of(name)));
    }

    public JobSearch inQueues(Collection<String> queues) {
        return queues.isEmpty()
                ? this
                : and(
                        JsonObject.of(
                                "queue",
                                new JsonArray(
                                        queues.stream().<JsonValue>map(JsonValue::of).toList())));
    }

    /// Only jobs in one of these states or with one of these results.
    ///
    /// @param words names, some of which stand for more than one
    public JobSearch with(Collection<String> words) {
        int states = 0;
        int results = 0;
        for (String word : words) {
            String name = word.toLowerCase(Locale.ROOT);
            switch (name) {
                case "depend", "priority", "sched", "run", "cleanup", "inactive" ->
                        states |= JobState.valueOf(name.toUpperCase(Locale.ROOT)).bit();
                case "pending" -> states |= JobState.PENDING;
                case "running" -> states |= JobState.RUNNING;
                case "active" -> states |= JobState.ACTIVE;
                case "completed", "failed", "canceled", "timeout" ->
                        results |= JobResult.valueOf(name.toUpperCase(Locale.ROOT)).bit();
                default -> throw new CommandFailure("ERROR: Invalid filter specified: " + name);
            }
        }
        JsonObject inStates = one("states", JsonValue.of(states));
        JsonObject withResults = one("results", JsonValue.of(results));
        if (states != 0 && results != 0) {
            return and(JsonObject.of("or", JsonArray.of(inStates, withResults)));
        }
        if (states != 0) {
            return and(inStates);
        }
        return results == 0 ? this : and(withResults);
    }

    /// The jobs with these attributes.
    public List<JsonObject> fetch(
            FluxClient client, Collection<String> attributes, double since, int limit) {
        JsonObject constraint = JsonObject.of("and", new JsonArray(all));
        return fetch(client, Query.of(limit, List.copyOf(attributes), since, constraint));
    }

    /// The jobs that a query is about.
    public static List<JsonObject> fetch(FluxClient client, Query query) {
        List<JsonObject> jobs = new ArrayList<>();
        Optional<?>[] end = {Optional.empty()};
        client.open(
                JobListProtocol.LIST,
                Message.NODEID_ANY,
                query,
                item -> jobs.addAll(item.jobs()),
                error -> end[0] = Optional.of(error));
        client.reactor().runUntil(() -> end[0].isPresent());
        if (end[0].orElseThrow() instanceof FluxException error
                && !error.errno().equals(Errno.ENODATA)) {
            throw error;
        }
        return jobs;
    }

    /// The jobs of these ids. What is wrong with one is told on standard error.
    public static List<JsonObject> byId(
            FluxClient client, Console console, Collection<String> attributes, List<String> ids) {
        List<JsonObject> jobs = new ArrayList<>();
        for (String word : ids) {
            ById wanted = ById.of(JobIds.parse(word).value(), attributes.toArray(new String[0]));
            try {
                jobs.add(client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, wanted).job());
            } catch (FluxException e) {
                boolean unknown = e.errno().equals(Errno.ENOENT);
                console.err()
                        .println(
                                unknown
                                        ? "JobID " + word + " unknown"
                                        : "rpc: " + e.errno().text());
            }
        }
        return jobs;
    }
}
