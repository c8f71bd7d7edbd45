package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.Taskmap;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

@Command(
        name = "taskmap",
        description = "Utility function for working with job task maps",
        sortOptions = false)
final class JobTaskmapCommand extends FluxCommand {
    @Option(
            names = "--taskids",
            paramLabel = "NODEID",
            description = "Print idset of tasks on node NODEID")
    private Optional<Integer> taskids = Optional.empty();

    @Option(
            names = "--ntasks",
            paramLabel = "NODEID",
            description = "Print number of tasks on node NODEID")
    private Optional<Integer> ntasks = Optional.empty();

    @Option(
            names = "--nodeid",
            paramLabel = "TASKID",
            description = "Print the shell rank/nodeid on which a taskid executed")
    private Optional<Integer> nodeid = Optional.empty();

    @Option(
            names = "--hostname",
            paramLabel = "TASKID",
            description = "Print the hostname on which a taskid executed")
    private Optional<Integer> hostname = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description =
                    "Convert an RFC 34 taskmap to another format (FORMAT can be raw, pmi, hosts,"
                            + " or multiline)")
    private Optional<String> to = Optional.empty();

    @Parameters(paramLabel = "JOBID|TASKMAP")
    private String target = "";

    JobTaskmapCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Optional<JobId> job = job();
        if (job.isEmpty()) {
            show(literal(), Optional.empty());
            return;
        }
        try (FluxClient client = console().connect()) {
            Taskmap map = mapOf(client, job.get());
            boolean hosts = hostname.isPresent() || to.filter("hosts"::equals).isPresent();
            show(map, hosts ? Optional.of(hostsOf(client, job.get())) : Optional.empty());
        }
    }

    private Optional<JobId> job() {
        try {
            return Optional.of(JobId.parse(target));
        } catch (FluxException e) {
            return Optional.empty();
        }
    }

    private Taskmap literal() {
        try {
            return Taskmap.parse(target);
        } catch (FormatException e) {
            throw new CommandFailure("error decoding taskmap: " + e.getMessage());
        }
    }

    private static Taskmap mapOf(FluxClient client, JobId id) {
        Deferred<Taskmap> found = new Deferred<>();
        EventlogWatch watch =
                EventlogWatch.open(
                        client,
                        id,
                        EventlogWatch.EXEC,
                        new EventlogWatch.Listener() {
                            @Override
                            public void onEvent(Eventlog.Event event) {
                                if (event.name().equals("shell.start") && !found.isDone()) {
                                    found.complete(taskmap(event));
                                }
                            }

                            @Override
                            public void onEnd(FluxException error) {
                                if (!found.isDone()) {
                                    found.fail(error);
                                }
                            }
                        });
        try {
            Taskmap map = client.get(found);
            watch.stop();
            return map;
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENODATA)) {
                throw new CommandFailure("No taskmap found for job");
            }
            if (e.errno().equals(Errno.ENOENT)) {
                throw new CommandFailure("Unable to get job taskmap: no such job");
            }
            throw new CommandFailure("waiting for shell.start event: " + e.getMessage());
        }
    }

    private static Taskmap taskmap(Eventlog.Event event) {
        try {
            return Taskmap.fromJson(
                    event.context()
                            .flatMap(context -> context.get("taskmap"))
                            .orElse(JsonObject.EMPTY));
        } catch (FormatException e) {
            throw new CommandFailure("failed to get taskmap from shell.start event");
        }
    }

    private static List<String> hostsOf(FluxClient client, JobId id) {
        JsonObject found =
                client.call(
                                JobInfoProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new Lookup(id.value(), List.of("R"), 0))
                        .values();
        try {
            Hostlist.Builder hosts = Hostlist.builder();
            JsonObject.parse(found.text("R").orElse("{}"))
                    .object("execution")
                    .flatMap(execution -> execution.array("nodelist"))
                    .ifPresent(
                            lists -> {
                                for (JsonValue list : lists) {
                                    if (list instanceof JsonValue.Text(String text)) {
                                        hosts.addAll(Hostlist.parse(text));
                                    }
                                }
                            });
            return hosts.build().toList();
        } catch (JsonException | FormatException e) {
            throw new CommandFailure("failed to get hostlist for job");
        }
    }

    private void show(Taskmap map, Optional<List<String>> hosts) {
        if (taskids.isPresent()) {
            console().out().println(tasksOn(map, taskids.get(), "No taskids for node "));
        } else if (ntasks.isPresent()) {
            console()
                    .out()
                    .println(
                            tasksOn(map, ntasks.get(), "failed to get task count for node ")
                                    .size());
        } else if (nodeid.isPresent()) {
            console().out().println(nodeOf(map, nodeid.get()));
        } else if (hostname.isPresent()) {
            int node = nodeOf(map, hostname.get());
            console()
                    .out()
                    .println(
                            host(
                                    hosts.orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            "taskmap: can't use --hostname without"
                                                                    + " a jobid")),
                                    node));
        } else {
            convert(map, hosts);
        }
    }

    private static Idset tasksOn(Taskmap map, int node, String otherwise) {
        if (node < 0 || node >= map.nodeCount()) {
            throw new CommandFailure(otherwise + node + ": No such file or directory");
        }
        return map.tasksOn(node);
    }

    private static int nodeOf(Taskmap map, int task) {
        return map.nodeOf(task)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        "failed to get nodeid for task "
                                                + task
                                                + ": No such file or directory"));
    }

    private static String host(List<String> hosts, int node) {
        if (node >= hosts.size()) {
            throw new CommandFailure(
                    "failed to get hostname for node " + node + ": No such file or directory");
        }
        return hosts.get(node);
    }

    private void convert(Taskmap map, Optional<List<String>> hosts) {
        switch (to.orElse("")) {
            case "" -> console().out().println(map.toJson());
            case "raw" -> {
                StringBuilder raw = new StringBuilder();
                for (int node = 0; node < map.nodeCount(); node++) {
                    raw.append(node == 0 ? "" : ";").append(map.tasksOn(node));
                }
                console().out().println(raw);
            }
            case "pmi" -> console().out().println(map.toProcessMapping());
            case "multiline" -> {
                for (int task = 0; task < map.taskCount(); task++) {
                    console().out().println(task + ": " + nodeOf(map, task));
                }
            }
            case "hosts" -> {
                List<String> names =
                        hosts.orElseThrow(
                                () ->
                                        new CommandFailure(
                                                "taskmap: can't use --to=hosts without a jobid"));
                for (int node = 0; node < map.nodeCount(); node++) {
                    console().out().println(host(names, node) + ": " + map.tasksOn(node));
                }
            }
            default -> throw new CommandFailure("invalid value --to=" + to.orElse(""));
        }
    }
}
