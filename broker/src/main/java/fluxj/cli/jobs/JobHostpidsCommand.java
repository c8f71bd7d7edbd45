package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.Words;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.job.Namelist;
import fluxj.job.Rangelist;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.Processes;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

@Command(
        name = "hostpids",
        description = "Print host:pid pairs for tasks in JOBID",
        sortOptions = false)
final class JobHostpidsCommand extends FluxCommand {
    @Option(
            names = {"-d", "--delimiter"},
            paramLabel = "STRING",
            description = "Set output delimiter (default=\",\")")
    private String delimiter = ",";

    @Option(
            names = {"-r", "--ranks"},
            paramLabel = "IDSET",
            description = "Include only task ranks in IDSET")
    private String ranks = "all";

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "DURATION",
            description = "timeout after DURATION")
    private String timeout = "";

    @Parameters(paramLabel = "JOBID")
    private String word = "";

    /// Who answers for a job's shells.
    private record Leader(String service, int rank) {}

    JobHostpidsCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Optional<Fsd> limit =
                timeout.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Fsd(Words.seconds("timeout", timeout)));
        Optional<Idset> wanted = ranks.equals("all") ? Optional.empty() : Optional.of(ranks());
        JobId id = JobIds.parse(word);
        try (FluxClient client = console().connect()) {
            refuseInactive(client, id);
            Leader leader = leader(client, id, limit);
            print(processes(client, leader), wanted);
        }
    }

    private Idset ranks() {
        try {
            return Idset.parse(ranks);
        } catch (FormatException e) {
            throw new CommandFailure(
                    "--ranks=" + ranks + ": " + e.getMessage() + ": Invalid argument");
        }
    }

    private void refuseInactive(FluxClient client, JobId id) {
        JsonObject job;
        try {
            ById state = ById.of(id.value(), "state");
            job = client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, state).job();
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT)
                            ? word + ": No such job"
                            : "job list failed for " + word + ": " + e.getMessage());
        }
        if ((job.whole("state").orElse(0L) & JobState.ACTIVE) == 0) {
            throw new CommandFailure("hostpids: job " + word + " is inactive");
        }
    }

    /// Waits for the shells to have started.
    private static Leader leader(FluxClient client, JobId id, Optional<Fsd> limit) {
        Deferred<Leader> started = new Deferred<>();
        EventlogWatch log =
                EventlogWatch.openWaiting(
                        client,
                        id,
                        EventlogWatch.EXEC,
                        new EventlogWatch.Listener() {
                            private Leader leader = new Leader("", 0);

                            @Override
                            public void onEvent(Eventlog.Event event) {
                                JsonObject context = event.context().orElse(JsonObject.EMPTY);
                                if (event.name().equals("shell.init")) {
                                    leader =
                                            new Leader(
                                                    context.text("service").orElse(""),
                                                    context.whole("leader-rank")
                                                            .orElse(0L)
                                                            .intValue());
                                } else if (event.name().equals("shell.start")) {
                                    started.complete(leader);
                                }
                            }

                            @Override
                            public void onEnd(FluxException error) {
                                started.fail(error);
                            }
                        });
        try {
            return limit.isEmpty() || limit.get().isInfinite()
                    ? client.get(started)
                    : client.get(started, limit.get().toDuration());
        } catch (FluxException e) {
            throw new CommandFailure(problem(e));
        } finally {
            log.stop();
        }
    }

    private static String problem(FluxException error) {
        if (error.errno().equals(Errno.ETIMEDOUT)) {
            return "hostpids: timeout waiting for shell.start event";
        }
        if (error.errno().equals(Errno.EPERM)) {
            return "hostpids: Permission denied";
        }
        return error.errno().equals(Errno.ENODATA)
                ? "failed to get MPIR_proctable from job shell"
                : "flux_job_event_watch_get: " + error.getMessage();
    }

    private static Processes processes(FluxClient client, Leader leader) {
        try {
            return client.call(
                    ShellProtocol.PROCTABLE.in(leader.service()), leader.rank(), Empty.EMPTY);
        } catch (FluxException e) {
            throw new CommandFailure(leader.service() + ".proctable: " + e.getMessage());
        }
    }

    private void print(Processes table, Optional<Idset> wanted) {
        List<String> hosts = Namelist.of(table.hosts()).names();
        List<Long> pids = Rangelist.of(table.pids()).values();
        List<Long> tasks = Rangelist.of(table.ids()).values();
        StringJoiner line = new StringJoiner(delimiter.equals("\\n") ? "\n" : delimiter);
        int count = Math.min(tasks.size(), Math.min(hosts.size(), pids.size()));
        for (int i = 0; i < count; i++) {
            int task = tasks.get(i).intValue();
            if (wanted.map(set -> set.contains(task)).orElse(true)) {
                line.add(hosts.get(i) + ":" + pids.get(i));
            }
        }
        console().out().println(line.toString());
    }
}
