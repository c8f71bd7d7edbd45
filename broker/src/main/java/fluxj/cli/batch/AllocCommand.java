package fluxj.cli.batch;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.Output;
import fluxj.cli.PicocliProgram;
import fluxj.cli.job.attach.Attachment;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.OptionValues;
import fluxj.client.FluxClient;
import fluxj.job.JobId;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `fluxj alloc`: starts an instance as a job and attaches to it.
@Command(
        name = "alloc",
        description = "Allocate resources and start a new Flux instance",
        customSynopsis = "fluxj alloc [OPTIONS...] [COMMAND [ARGS...]]",
        sortOptions = false)
public final class AllocCommand extends InstanceCommand {
    private static final List<JobOption> REDIRECTIONS =
            List.of(JobOption.INPUT, JobOption.OUTPUT, JobOption.ERROR, JobOption.LABEL_IO);

    @Spec private CommandSpec spec = CommandSpec.create();

    private AllocCommand(Console console) {
        super(console);
    }

    /// The command with its options.
    public static PicocliProgram program() {
        Set<JobOption> options = JobOption.ofInstances();
        options.add(JobOption.VERBOSE);
        options.add(JobOption.BACKGROUND);
        return program(AllocCommand::new, options);
    }

    @Override
    protected void submit() {
        JsonObject jobspec = jobspec();
        if (dryRun()) {
            show(jobspec);
            return;
        }
        boolean background = values().has(JobOption.BACKGROUND);
        int exitCode = 0;
        try (FluxClient client = console().connect()) {
            JobId id = client.get(submit(client, values(), jobspec));
            String shown = JobIds.f58(console(), id);
            if (background) {
                new InstanceStart(client, console(), id, verbosity() > 0).await();
                console().out().println(shown);
            } else {
                if (verbosity() > 0) {
                    console().err().println("jobid: " + shown);
                }
                exitCode =
                        new Attachment(client, console(), id, shown, InstanceStart.attached())
                                .run();
            }
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    /// The command with the `--` before it, if there was one, which the broker takes for the end of
    /// its own options.
    private List<String> initialProgram() {
        List<String> all = spec.commandLine().getParseResult().originalArgs();
        int before = all.size() - words().size() - 1;
        List<String> program = new ArrayList<>(words());
        if (before >= 0 && all.get(before).equals("--")) {
            program.addFirst("--");
        }
        return program;
    }

    /// An instance in the background must not wait for a terminal, which may never come.
    private JsonObject jobspec() {
        boolean background = values().has(JobOption.BACKGROUND);
        Optional<String> pty = Optional.empty();
        if (background) {
            pty = Optional.of("pty.capture");
        } else if (Output.isTerminal(0)) {
            pty = Optional.of("pty.interactive");
        }
        OptionValues options = values().without(REDIRECTIONS);
        return jobspec(
                options,
                new Content(
                        initialProgram(),
                        Optional.empty(),
                        background && words().isEmpty()
                                ? List.of("-Sbroker.rc2_none=1")
                                : List.of(),
                        pty));
    }
}
