package fluxj.cli.job;

import fluxj.cli.Console;
import fluxj.cli.PicocliProgram;
import fluxj.cli.job.spec.Submitter;

import picocli.CommandLine.Command;

/// `fluxj submit`: submits a job, or copies of it, and prints their ids.
@Command(
        name = "submit",
        description = "Enqueue a job",
        customSynopsis = "fluxj submit [OPTIONS...] COMMAND [ARGS...]",
        sortOptions = false)
public final class SubmitCommand extends BulkCommand {
    private SubmitCommand(Console console) {
        super(console);
    }

    /// The command with its options.
    public static PicocliProgram program() {
        return program(SubmitCommand::new, options());
    }

    @Override
    String name() {
        return "fluxj submit";
    }

    @Override
    protected void submit() {
        Submitter submitter = submitter();
        values().resolveTimes(submitter.now().get());
        if (dryRun()) {
            show(expand(values(), words()).next().jobspec(submitter));
            return;
        }
        submitAll(expand(values(), words()), Math.max(1, copies(values()).size()));
    }
}
