package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.PicocliProgram;
import fluxj.cli.job.attach.AttachOptions;
import fluxj.cli.job.attach.Attachment;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.JobspecBuilder;
import fluxj.client.FluxClient;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// `fluxj run`: submits a job and attaches to it.
@Command(
        name = "run",
        description = "Run a job interactively",
        customSynopsis = "fluxj run [OPTIONS...] COMMAND [ARGS...]",
        sortOptions = false)
public final class RunCommand extends SubmissionCommand {
    private RunCommand(Console console) {
        super(console);
    }

    /// The command with its options.
    public static PicocliProgram program() {
        Set<JobOption> options = JobOption.ofTasks();
        options.removeAll(
                EnumSet.of(JobOption.CC, JobOption.BCC, JobOption.LOG, JobOption.LOG_STDERR));
        return program(RunCommand::new, options);
    }

    @Override
    protected void submit() {
        JsonObject jobspec = jobspec(submitter());
        if (dryRun()) {
            show(jobspec);
            return;
        }
        int exitCode;
        try (FluxClient client = console().connect()) {
            JobId id = client.get(submit(client, values(), jobspec));
            String shown = JobIds.f58(console(), id);
            if (verbosity() > 0) {
                console().err().println("jobid: " + shown);
            }
            exitCode = new Attachment(client, console(), id, shown, options()).run();
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private AttachOptions options() {
        Optional<Idset> tasks =
                values().text(JobOption.INPUT).filter(JobspecBuilder::isTaskSet).map(Idset::parse);
        return new AttachOptions(
                "fluxj run",
                values().text(JobOption.WAIT_EVENT).orElse(AttachOptions.CLEAN),
                new AttachOptions.View(
                        new AttachOptions.Events(verbosity() > 1, verbosity() > 2, false),
                        values().has(JobOption.LABEL_IO),
                        new AttachOptions.Words(false, false),
                        OptionalInt.empty()),
                false,
                new AttachOptions.Input(values().has(JobOption.UNBUFFERED), tasks));
    }
}
