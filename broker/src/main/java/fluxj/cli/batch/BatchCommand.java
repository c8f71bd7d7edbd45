package fluxj.cli.batch;

import fluxj.cli.ArgparseErrors;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.PicocliProgram;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.NestedInstance;
import fluxj.cli.job.spec.OptionValues;
import fluxj.client.FluxClient;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.json.JsonObject;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `fluxj batch`: submits a script that an instance of its own runs. The script travels in the
/// jobspec; what it says about itself in directives comes before the command line, which has the
/// last word.
@Command(
        name = "batch",
        description = "Submit a batch script to Flux",
        customSynopsis = "fluxj batch [OPTIONS...] SCRIPT [ARGS...]",
        sortOptions = false)
public final class BatchCommand extends InstanceCommand {
    private static final String OUTPUT = "flux-{{id}}.out";
    private static final int USAGE = 2;

    private BatchCommand(Console console) {
        super(console);
    }

    /// The command with its options.
    public static PicocliProgram program() {
        Set<JobOption> options = JobOption.ofInstances();
        options.add(JobOption.WRAP);
        return program(BatchCommand::new, options);
    }

    @Override
    protected void submit() {
        List<String> words = new ArrayList<>(words());
        if (!words.isEmpty() && words.getFirst().equals("--")) {
            words.removeFirst();
        }
        OptionValues options = values();
        String script;
        if (options.has(JobOption.WRAP) && !words.isEmpty()) {
            script = String.join(" ", words) + "\n";
        } else {
            BatchScript read = read(words);
            script = read.text();
            OptionValues own = new OptionValues();
            for (Directive directive : read.directives()) {
                own = own.then(optionsOf(directive, words.isEmpty() ? "stdin" : words.getFirst()));
            }
            options = own.then(options);
        }
        JsonObject jobspec = jobspec(options, words, script);
        if (options.has(JobOption.DRY_RUN)) {
            show(jobspec);
            return;
        }
        try (FluxClient client = console().connect()) {
            String id = JobIds.f58(console(), client.get(submit(client, options, jobspec)));
            if (!options.has(JobOption.QUIET)) {
                console().out().println(id);
            }
        }
    }

    private JsonObject jobspec(OptionValues given, List<String> words, String text) {
        OptionValues options = given.copy();
        String script = options.has(JobOption.WRAP) ? "#!/bin/sh\n" + text : text;
        if (!options.has(JobOption.JOB_NAME)) {
            options.add(JobOption.JOB_NAME, words.isEmpty() ? "batch" : words.getFirst());
        }
        if (!options.has(JobOption.OUTPUT)) {
            options.add(JobOption.OUTPUT, OUTPUT);
        }
        List<String> program = new ArrayList<>(List.of(NestedInstance.SCRIPT));
        program.addAll(words.isEmpty() ? words : words.subList(1, words.size()));
        JsonObject jobspec =
                jobspec(
                        options,
                        new Content(program, Optional.of(script), List.of(), Optional.empty()));
        if (!script.startsWith("#!")) {
            throw new FormatException(
                    options.text(JobOption.JOB_NAME).orElse("")
                            + " does not appear to start with '#!'");
        }
        return jobspec;
    }

    private BatchScript read(List<String> words) {
        String name = words.isEmpty() ? "stdin" : words.getFirst();
        byte[] bytes;
        try {
            bytes =
                    words.isEmpty()
                            ? console().in().readAllBytes()
                            : Files.readAllBytes(Path.of(name));
        } catch (IOException e) {
            throw new FormatException(IoReason.of(e) + ": '" + name + "'");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return BatchScript.parse(text.replace("\r\n", "\n").replace('\r', '\n'));
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    name + " does not appear to be a script, or failed to encode as utf-8");
        } catch (FormatException e) {
            throw new FormatException(name + ": " + e.getMessage());
        }
    }

    private OptionValues optionsOf(Directive directive, String script) {
        CommandLine line = program().commandLine(console());
        try {
            line.parseArgs(directive.arguments().toArray(new String[0]));
        } catch (ParameterException e) {
            ArgparseErrors.refuse(e, console());
            throw new CommandFailure(
                    USAGE,
                    "ERROR: argument parsing failed at " + script + " line " + directive.line());
        }
        BatchCommand parsed = line.getCommand();
        return parsed.values();
    }
}
