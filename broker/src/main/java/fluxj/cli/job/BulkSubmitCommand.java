package fluxj.cli.job;

import fluxj.cli.Console;
import fluxj.cli.PicocliProgram;
import fluxj.cli.job.spec.OptionValues;
import fluxj.cli.job.spec.PythonMethods;
import fluxj.cli.job.spec.Substitution;
import fluxj.format.FormatException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// `fluxj bulksubmit`: like xargs for jobs, one for each input.
@Command(
        name = "bulksubmit",
        description = "Enqueue jobs in bulk",
        customSynopsis = "fluxj bulksubmit [OPTIONS...] COMMAND [ARGS...]",
        sortOptions = false)
public final class BulkSubmitCommand extends BulkCommand {
    @Option(names = "--shuffle", description = "Shuffle list of commands before submission")
    private boolean shuffle;

    @Option(
            names = "--sep",
            paramLabel = "STRING",
            description =
                    "Set the input argument separator. To split on whitespace, use --sep=none. The"
                            + " default is newline.")
    private String separator = "\n";

    @Option(
            names = "--define",
            paramLabel = "NAME=CODE",
            description =
                    "Define a named method for transforming any input, accessible via e.g."
                            + " '{0.NAME}'. CODE is an expression of Python with the input in 'x', and"
                            + " evaluated by python3.")
    private List<String> definitions = new ArrayList<>();

    private BulkSubmitCommand(Console console) {
        super(console);
    }

    /// The command with its options.
    public static PicocliProgram program() {
        return program(BulkSubmitCommand::new, options());
    }

    @Override
    String name() {
        return "fluxj bulksubmit";
    }

    private record Job(OptionValues options, List<String> words, String shown) {}

    @Override
    protected void submit() {
        values().resolveTimes(submitter().now().get());
        List<Job> jobs;
        try (PythonMethods methods = new PythonMethods(definitions)) {
            jobs = jobs(methods);
        }
        if (shuffle) {
            Collections.shuffle(jobs, new Random());
        }
        int total = 0;
        for (Job job : jobs) {
            total += Math.max(1, copies(job.options).size());
        }
        if (total == 0) {
            throw new FormatException("no jobs provided for bulk submission");
        }
        if (progress() && dryRun()) {
            console().out().println("bulksubmit: submitting a total of " + total + " jobs");
        }
        if (dryRun() || verbosity() > 0) {
            jobs.forEach(job -> console().out().println("bulksubmit: submit " + job.shown));
        }
        if (!dryRun()) {
            Iterator<Copy> copies =
                    jobs.stream()
                            .flatMap(
                                    job -> {
                                        List<Copy> list = new ArrayList<>();
                                        expand(job.options, job.words).forEachRemaining(list::add);
                                        return list.stream();
                                    })
                            .iterator();
            submitAll(copies, total);
        }
    }

    private List<Job> jobs(PythonMethods methods) {
        BulkInputs bulk = BulkInputs.of(words(), BulkInputs.splitting(separator), console().in());
        List<String> template = bulk.command().isEmpty() ? List.of("{}") : bulk.command();
        List<Job> jobs = new ArrayList<>();
        for (List<String> inputs : bulk.inputs()) {
            Map<String, String> names = new LinkedHashMap<>();
            names.put("seq", Integer.toString(jobs.size()));
            names.put("seq1", Integer.toString(jobs.size() + 1));
            names.put("cc", "{cc}");
            Substitution substitution = new Substitution(inputs, names, methods);
            List<String> command = substitution.words(template);
            OptionValues options = substitution.apply(values());
            jobs.add(new Job(options, command, Substitution.shown(values(), options, command)));
        }
        return jobs;
    }
}
