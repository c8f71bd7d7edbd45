package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.job.attach.JobWatcher;
import fluxj.cli.job.attach.ProgressBar;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.JobspecBuilder;
import fluxj.cli.job.spec.OptionValues;
import fluxj.cli.job.spec.Submitter;
import fluxj.cli.job.spec.Substitution;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A command that submits many jobs, and may follow them to their ends.
abstract class BulkCommand extends SubmissionCommand {
    private static final int MOST_UNDER_WAY = 1000;

    @Option(
            names = "--wait",
            description =
                    "Wait for all jobs to complete after submission (same as --wait-event=clean)")
    private boolean wait;

    @Option(names = "--watch", description = "Watch all job output (implies --wait)")
    private boolean watch;

    @Option(
            names = "--progress",
            description = "Show progress of job submission or completion (with --wait)")
    private boolean progress;

    @Option(names = "--jps", description = "With --progress, show job throughput")
    private boolean rate;

    private final LogFiles logs = new LogFiles(console());
    private @Nullable JobWatcher watcher;
    private int underWay;
    private int answered;
    private int exitCode;

    BulkCommand(Console console) {
        super(console);
    }

    /// The options of such a command.
    static Set<JobOption> options() {
        return JobOption.ofTasks();
    }

    /// One job to be submitted.
    ///
    /// @param options with everything substituted
    /// @param copy its number among the copies of `--cc`; absent without
    record Copy(OptionValues options, List<String> words, Optional<Integer> copy) {
        String label() {
            return copy.map(number -> "cc=" + number + ": ").orElse("");
        }

        JsonObject jobspec(Submitter submitter) {
            if (options.text(JobOption.INPUT).filter(JobspecBuilder::isTaskSet).isPresent()) {
                throw new FormatException("per-task input not supported for submit");
            }
            JsonObject jobspec = JobspecBuilder.build(submitter, options, words);
            return copy.isPresent() && options.has(JobOption.CC)
                    ? JobspecBuilder.withVariable(
                            jobspec, "FLUX_JOB_CC", Integer.toString(copy.get()))
                    : jobspec;
        }
    }

    final boolean progress() {
        return progress;
    }

    /// The numbers of the copies of a job; none when there is one without a number.
    static Idset copies(OptionValues options) {
        if (options.has(JobOption.CC) && options.has(JobOption.BCC)) {
            throw new FormatException("specify only one of --cc or --bcc");
        }
        Optional<String> ids = options.text(JobOption.CC).or(() -> options.text(JobOption.BCC));
        return ids.filter(text -> !text.isEmpty()).map(Idset::parse).orElse(Idset.EMPTY);
    }

    /// The copies of one job, made as they are asked for.
    static Iterator<Copy> expand(OptionValues options, List<String> words) {
        Idset numbers = copies(options);
        if (numbers.isEmpty()) {
            return List.of(new Copy(options, words, Optional.empty())).iterator();
        }
        return numbers.stream()
                .mapToObj(
                        number -> {
                            Substitution copy = Substitution.ofCopy(number);
                            return new Copy(
                                    copy.apply(options), copy.words(words), Optional.of(number));
                        })
                .iterator();
    }

    /// Submits jobs and, when asked to, follows them.
    ///
    /// @param total how many there are
    final void submitAll(Iterator<Copy> jobs, int total) {
        try (FluxClient client = console().connect()) {
            if (progress && !console().terminal()) {
                console()
                        .err()
                        .println(
                                name()
                                        + ": WARNING: stdout is not a tty. Ignoring --progress"
                                        + " option");
                progress = false;
            }
            Optional<String> waitEvent = waitEvent();
            long begun = client.reactor().nanoTime();
            ProgressBar bar =
                    new ProgressBar(
                            console(),
                            client.reactor(),
                            () ->
                                    new ProgressBar.State(
                                            "Submitting " + total + " jobs: ",
                                            answered,
                                            total,
                                            (client.reactor().nanoTime() - begun) / 1e9,
                                            rate));
            boolean follows = watch || waitEvent.isPresent();
            if (follows) {
                watcher = new JobWatcher(client, console(), view(), 0).start();
            } else if (progress) {
                bar.start();
            }
            try {
                pump(client, jobs);
                client.reactor()
                        .runUntil(() -> answered == total && (watcher == null || watcher.isDone()));
            } finally {
                bar.stop();
                if (watcher != null) {
                    watcher.stop();
                    exitCode = Math.max(exitCode, watcher.exitCode());
                }
                logs.close();
            }
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private JobWatcher.View view() {
        return new JobWatcher.View(
                watch,
                values().has(JobOption.LABEL_IO),
                verbosity() > 0,
                verbosity() > 1,
                progress,
                rate);
    }

    private Optional<String> waitEvent() {
        return wait ? Optional.of("clean") : values().text(JobOption.WAIT_EVENT);
    }

    abstract String name();

    private void pump(FluxClient client, Iterator<Copy> jobs) {
        Submitter submitter = submitter();
        while (jobs.hasNext()) {
            client.reactor().runUntil(() -> underWay < MOST_UNDER_WAY);
            Copy job = jobs.next();
            JobWatcher.Sinks sinks = logs.sinks(job.options());
            underWay++;
            submit(client, job.options(), job.jobspec(submitter))
                    .then(id -> submitted(id, job, sinks), error -> refused(error, job, sinks));
        }
    }

    private void submitted(JobId id, Copy job, JobWatcher.Sinks sinks) {
        underWay--;
        answered++;
        if (!quiet()) {
            sinks.out().println(JobIds.f58(console(), id));
        }
        if (watcher != null) {
            Optional<String> event =
                    wait ? Optional.of("clean") : job.options().text(JobOption.WAIT_EVENT);
            watcher.add(id, Clock.systemUTC().millis() / 1e3, sinks, event);
        }
    }

    private void refused(FluxException error, Copy job, JobWatcher.Sinks sinks) {
        underWay--;
        answered++;
        exitCode = 1;
        console().out().flush();
        sinks.err()
                .println(
                        job.label()
                                + "[Errno "
                                + error.errno().number()
                                + "] "
                                + error.getMessage());
    }
}
