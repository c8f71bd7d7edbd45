package fluxj.cli.rabbit;

import fluxj.cli.ArgparseErrors;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.rabbits.MappingFile;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

/// `fluxj getrabbit`: which nodes hang on which rabbits (spec coral2 4.12).
@Command(
        name = "getrabbit",
        description = "Map compute nodes to rabbits and vice versa.",
        sortOptions = false)
public final class GetrabbitCommand extends FluxCommand {
    private static final String KEY = "rabbit.mapping";

    @Option(
            names = {"-c", "--computes"},
            arity = "1..*",
            paramLabel = "HOSTS",
            description = "hostlists of compute nodes, to map to rabbits")
    private List<String> computes = List.of();

    @Option(
            names = {"-j", "--jobids"},
            arity = "1..*",
            paramLabel = "JOBID",
            description = "jobids, to map to rabbits")
    private List<String> jobids = List.of();

    @Parameters(
            arity = "0..*",
            paramLabel = "RABBITS",
            description = "hostlists of rabbits, to map to compute nodes")
    private List<String> rabbits = List.of();

    public GetrabbitCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Hostlist computeHosts = hosts("-c/--computes", computes);
        Hostlist rabbitHosts = hosts("RABBITS", rabbits);
        boolean toRabbits = !computes.isEmpty() || !jobids.isEmpty();
        if (!rabbits.isEmpty() && toRabbits) {
            throw new CommandFailure(
                    "Both rabbits and computes or jobids cannot be looked up at the same time");
        }
        try (FluxClient client = console().connect()) {
            MappingFile mapping = RabbitSettings.configuredMapping(path(client));
            Hostlist found;
            if (toRabbits) {
                Hostlist.Builder all = Hostlist.builder();
                jobids.forEach(word -> all.addAll(rabbitsOf(client, word)));
                if (!computes.isEmpty()) {
                    all.addAll(mapping.rabbitsOf(computeHosts));
                }
                found = all.build().uniq();
            } else {
                found = rabbits.isEmpty() ? mapping.allRabbits() : mapping.computesOf(rabbitHosts);
            }
            console().out().println(found.toString());
        }
    }

    private static Hostlist hosts(String argument, List<String> words) {
        Hostlist.Builder all = Hostlist.builder();
        for (String word : words) {
            try {
                all.addAll(Hostlist.parse(word));
            } catch (FormatException e) {
                throw ArgparseErrors.wrongValue(argument, "invalid Hostlist value", word);
            }
        }
        return all.build();
    }

    private String path(FluxClient client) {
        return RabbitSettings.text(client, KEY)
                .or(this::pathOfRoot)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        "Flux is misconfigured, 'rabbit.mapping' key not set in"
                                                + " current instance or root/system instance"));
    }

    /// What the root instance says; nothing when it cannot be asked.
    private Optional<String> pathOfRoot() {
        try (FluxClient client = console().root().connect()) {
            return RabbitSettings.text(client, KEY);
        } catch (CommandFailure | FluxException _) {
            return Optional.empty();
        }
    }

    private static Hostlist rabbitsOf(FluxClient client, String word) {
        JsonObject job;
        try {
            ById wanted = ById.of(JobId.parse(word).value(), "annotations");
            job = client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, wanted).job();
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT)
                            ? "Could not find job " + word
                            : "Lookup of job " + word + " failed: " + e.getMessage());
        }
        String rabbits =
                job.object("annotations")
                        .flatMap(all -> all.object("user"))
                        .flatMap(user -> user.text("rabbits"))
                        .filter(text -> !text.isEmpty())
                        .orElseThrow(() -> new CommandFailure("No rabbits found for job " + word));
        try {
            return Hostlist.parse(rabbits);
        } catch (FormatException e) {
            throw new CommandFailure(
                    "Lookup of job " + word + " failed: " + rabbits + ": " + e.getMessage());
        }
    }
}
