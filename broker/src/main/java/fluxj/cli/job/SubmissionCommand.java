package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.PicocliProgram;
import fluxj.cli.format.PythonJson;
import fluxj.cli.job.spec.ChassisRequest;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.JobspecBuilder;
import fluxj.cli.job.spec.OptionValues;
import fluxj.cli.job.spec.ResourceLimits;
import fluxj.cli.job.spec.Submitter;
import fluxj.client.FluxClient;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobFlag;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.platform.SystemText;
import fluxj.platform.os.ProcessStart;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// A command that makes jobspecs of its options.
public abstract class SubmissionCommand extends FluxCommand {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final OptionValues values = new OptionValues();
    private boolean knowsChassis;

    @Parameters(arity = "0..*", paramLabel = "COMMAND")
    private List<String> words = new ArrayList<>();

    protected SubmissionCommand(Console console) {
        super(console);
    }

    /// Does the work.
    ///
    /// @throws FormatException when an option cannot be what it is
    protected abstract void submit();

    @Override
    protected final void run() {
        try {
            checkChassis(values);
            submit();
        } catch (FormatException e) {
            throw failure(String.valueOf(e.getMessage()));
        } catch (FluxException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    /// Refuses chassis where the root instance's scheduler does not know of them.
    ///
    /// @throws FormatException when it does not, or the options make no sense
    protected final void checkChassis(OptionValues options) {
        if (knowsChassis || ChassisRequest.of(options).isEmpty()) {
            return;
        }
        try (FluxClient client = console().root().connect()) {
            JsonObject config =
                    client.call(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY).object();
            knowsChassis = JsonPath.get(config, "resource.scheduling").isPresent();
        }
        if (!knowsChassis) {
            throw new FormatException("Flux scheduler not configured to support chassis count");
        }
    }

    /// An error in the form of Flux's commands for submission.
    protected static CommandFailure failure(String line) {
        return new CommandFailure("ERROR: " + line);
    }

    /// The program of such a command, whose options end where the job's command begins.
    protected static <T extends SubmissionCommand> PicocliProgram program(
            Function<Console, T> command, Set<JobOption> options) {
        return PicocliProgram.ofGroup(
                        console -> {
                            T made = command.apply(console);
                            CommandLine line =
                                    new CommandLine(made)
                                            .setStopAtPositional(true)
                                            .setAllowOptionsAsOptionParameters(true);
                            JobOptions.addTo(line.getCommandSpec(), made.values(), options);
                            return line;
                        })
                .withArgparseErrors();
    }

    /// What the options were given.
    protected final OptionValues values() {
        return values;
    }

    /// The job's command and its arguments.
    protected final List<String> words() {
        return words;
    }

    protected final int verbosity() {
        return values.list(JobOption.VERBOSE).size();
    }

    protected final boolean quiet() {
        return values.has(JobOption.QUIET);
    }

    protected final boolean dryRun() {
        return values.has(JobOption.DRY_RUN);
    }

    /// This process, as a jobspec knows it.
    protected final Submitter submitter() {
        // In the order of their names, as the JVM knows no other.
        Map<String, String> environment = new TreeMap<>(textEnvironment());
        return new Submitter(
                environment,
                SubmissionCommand::directory,
                limits(),
                ZonedDateTime::now,
                console().err()::println);
    }

    private static String directory() {
        String path = ProcessStart.directory();
        if (!SystemText.isText(path)) {
            throw PicocliProgram.notText("the working directory", path);
        }
        return path;
    }

    private static Map<String, Long> limits() {
        try {
            return ResourceLimits.parse(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            // Without /proc the job gets the limits of the brokers.
            return Map.of();
        }
    }

    /// Prints a jobspec, for `--dry-run`.
    protected final void show(JsonObject jobspec) {
        console().out().println(PythonJson.of(jobspec));
    }

    /// The flags of `--flags` as a mask.
    static int flags(OptionValues values) {
        int mask = 0;
        for (String several : values.list(JobOption.FLAGS)) {
            for (String name : several.split(",", -1)) {
                mask |=
                        switch (name) {
                            case "debug" -> JobFlag.DEBUG.bit();
                            case "waitable" -> JobFlag.WAITABLE.bit();
                            case "novalidate" -> JobFlag.NOVALIDATE.bit();
                            default -> throw new FormatException("--flags: Unknown flag " + name);
                        };
            }
        }
        return mask;
    }

    /// Submits a jobspec.
    protected static Promise<JobId> submit(
            FluxClient client, OptionValues values, JsonObject jobspec) {
        return JobSubmission.send(
                client,
                PythonJson.of(jobspec),
                JobSubmission.urgency(values.text(JobOption.URGENCY)),
                flags(values));
    }

    /// The jobspec of the command line as it is.
    final JsonObject jobspec(Submitter submitter) {
        values.resolveTimes(submitter.now().get());
        return JobspecBuilder.build(submitter, values, words);
    }
}
