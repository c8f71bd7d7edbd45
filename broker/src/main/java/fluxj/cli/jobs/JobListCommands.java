package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.jobs.listing.JobSearch;
import fluxj.cli.jobs.listing.Users;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.json.JanssonText;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `job list`, `job list-inactive` and `job list-ids`: jobs as JSON, one a line, for programs.
final class JobListCommands {
    private static final List<String> ALL = List.of(JobListProtocol.ALL_ATTRIBUTES);

    private JobListCommands() {}

    abstract static class Listing extends FluxCommand {
        @Option(
                names = {"-c", "--count"},
                paramLabel = "N",
                description = "Limit output to N jobs")
        private int count;

        Listing(Console console) {
            super(console);
        }

        abstract JsonObject constraint();

        double since() {
            return 0;
        }

        @Override
        protected final void run() {
            if (console().terminal()) {
                console()
                        .err()
                        .println("This is not the command you are looking for. Try fluxj jobs.");
                throw new CommandFailure("");
            }
            try (FluxClient client = console().connect()) {
                Query query = Query.of(count, ALL, since(), constraint());
                for (JsonObject job : JobSearch.fetch(client, query)) {
                    console().out().println(JanssonText.spaced(job));
                }
            } catch (FluxException e) {
                throw new CommandFailure("flux job-list.list: " + e.getMessage());
            }
        }
    }

    private static JsonObject states(int states) {
        return JsonObject.of("states", JsonArray.of(JsonValue.of(states)));
    }

    @Command(name = "list", hidden = true, description = "List jobs", sortOptions = false)
    static final class Active extends Listing {
        @Option(
                names = {"-s", "--states"},
                paramLabel = "STATES",
                split = ",",
                description = "List jobs in specific states")
        private List<String> states = new ArrayList<>();

        @Option(
                names = {"-u", "--user"},
                paramLabel = "USER",
                description = "Limit output to specific user. Specify \"all\" for all users.")
        private String user = "";

        @Option(
                names = {"-a", "--all-user"},
                description = "List my jobs, regardless of state")
        private boolean allStates;

        @Option(
                names = {"-A", "--all"},
                description = "List jobs for all users, regardless of state")
        private boolean everything;

        Active(Console console) {
            super(console);
        }

        @Override
        JsonObject constraint() {
            int mask = states.isEmpty() ? JobState.ACTIVE : mask(states);
            if (allStates || everything) {
                mask = JobState.ACTIVE | JobState.INACTIVE.bit();
            }
            Users users = new Users();
            int userid = users.self();
            if (everything) {
                userid = Users.ALL;
            } else if (!user.isEmpty()) {
                userid = users.number(user, "unknown user " + user);
            }
            JsonObject whose =
                    JsonObject.of(
                            "userid", JsonArray.of(JsonValue.of(Integer.toUnsignedLong(userid))));
            return JsonObject.of("and", JsonArray.of(whose, states(mask)));
        }

        private static int mask(List<String> words) {
            int mask = 0;
            for (String word : words) {
                String name = word.toUpperCase(Locale.ROOT);
                mask |=
                        switch (name) {
                            case "PENDING", "PD" -> JobState.PENDING;
                            case "RUNNING", "RU" -> JobState.RUNNING;
                            case "ACTIVE", "A" -> JobState.ACTIVE;
                            default -> state("states", word).bit();
                        };
            }
            return mask;
        }
    }

    private static JobState state(String option, String word) {
        String name = word.toUpperCase(Locale.ROOT);
        for (JobState state : JobState.values()) {
            if (state.name().equals(name) || state.letter().equals(name)) {
                return state;
            }
        }
        throw new CommandFailure("error parsing --" + option + ": " + word + " is unknown");
    }

    @Command(
            name = "list-inactive",
            hidden = true,
            description = "List Inactive jobs",
            sortOptions = false)
    static final class Inactive extends Listing {
        @Option(
                names = {"-s", "--since"},
                paramLabel = "T",
                description =
                        "Limit output to jobs that entered the inactive state since timestamp T")
        private double since;

        Inactive(Console console) {
            super(console);
        }

        @Override
        double since() {
            return since;
        }

        @Override
        JsonObject constraint() {
            return states(JobState.INACTIVE.bit());
        }
    }

    @Command(
            name = "list-ids",
            hidden = true,
            description = "List job(s) by id",
            sortOptions = false)
    static final class Ids extends FluxCommand {
        @Option(
                names = {"-W", "--wait-state"},
                paramLabel = "STATE",
                description = "Return only after jobid has reached specified state")
        private String waitState = "";

        @Parameters(arity = "1..*", paramLabel = "ID")
        private List<String> ids = new ArrayList<>();

        Ids(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            Optional<Integer> state =
                    waitState.isEmpty()
                            ? Optional.empty()
                            : Optional.of(state("wait-state", waitState).bit());
            JsonArray all = JsonArray.of(JsonValue.of(JobListProtocol.ALL_ATTRIBUTES));
            try (FluxClient client = console().connect()) {
                for (String id : ids) {
                    ById wanted = new ById(JobIds.parse(id).value(), all, state);
                    JsonObject job =
                            client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, wanted).job();
                    console().out().println(JanssonText.spaced(job));
                }
            } catch (FluxException e) {
                throw new CommandFailure("flux job-list.list-d: " + e.getMessage());
            }
        }
    }
}
