package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Wait;
import fluxj.services.jobmanager.JobManagerProtocol.Waited;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

@Command(name = "wait", description = "Wait for job(s) to complete.", sortOptions = false)
final class JobWaitCommand extends FluxCommand {
    private static final int NOTHING_TO_WAIT_FOR = 2;

    @Option(
            names = {"-a", "--all"},
            description = "Wait for all (waitable) jobs")
    private boolean all;

    @Option(
            names = {"-v", "--verbose"},
            description = "Emit a line of output for all jobs, not just failing ones")
    private boolean verbose;

    @Parameters(arity = "0..1", paramLabel = "ID")
    private Optional<String> job = Optional.empty();

    JobWaitCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long id = job.map(word -> JobIds.parse(word).value()).orElse(JobManagerProtocol.ANY_JOB);
        if (job.isPresent() && all) {
            throw new CommandFailure("jobid not supported with --all");
        }
        try (FluxClient client = console().connect()) {
            if (all) {
                waitForAll(client);
            } else {
                waitForOne(client, id);
            }
        }
    }

    private static Waited ask(FluxClient client, long id) {
        return client.call(JobManagerProtocol.WAIT, Message.NODEID_ANY, new Wait(id));
    }

    private void waitForAll(FluxClient client) {
        boolean failed = false;
        while (true) {
            Waited ended;
            try {
                ended = ask(client, JobManagerProtocol.ANY_JOB);
            } catch (FluxException e) {
                if (e.errno().equals(Errno.ECHILD)) {
                    break;
                }
                throw new CommandFailure("flux_job_wait_get_status: " + e.getMessage());
            }
            failed |= !ended.success();
            String shown = JobIds.f58(console(), new JobId(ended.id()));
            if (!ended.success()) {
                console().err().println(shown + ": " + ended.errstr());
            } else if (verbose) {
                console().err().println(shown + ": job completed successfully");
            }
        }
        if (failed) {
            throw new CommandFailure(1, "");
        }
    }

    private void waitForOne(FluxClient client, long id) {
        Waited ended;
        try {
            ended = ask(client, id);
        } catch (FluxException e) {
            int exitCode = e.errno().equals(Errno.ECHILD) ? NOTHING_TO_WAIT_FOR : 1;
            throw new CommandFailure(exitCode, String.valueOf(e.getMessage()));
        }
        if (id == JobManagerProtocol.ANY_JOB) {
            console().out().println(JobIds.f58(console(), new JobId(ended.id())));
        }
        if (!ended.success()) {
            throw new CommandFailure(ended.errstr());
        }
    }
}
