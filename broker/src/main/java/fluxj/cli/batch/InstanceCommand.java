package fluxj.cli.batch;

import fluxj.cli.Console;
import fluxj.cli.job.SubmissionCommand;
import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.JobspecBuilder;
import fluxj.cli.job.spec.NestedInstance;
import fluxj.cli.job.spec.OptionValues;
import fluxj.cli.job.spec.Submitter;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A command that submits an instance as a job.
abstract class InstanceCommand extends SubmissionCommand {
    InstanceCommand(Console console) {
        super(console);
    }

    /// What the instance is besides the options.
    ///
    /// @param program the initial program and its arguments; a shell when empty
    /// @param script what [NestedInstance#SCRIPT] in it is
    /// @param brokerOptions for its brokers, besides those of the command line
    /// @param pty the shell option for a terminal, if it gets one
    record Content(
            List<String> program,
            Optional<String> script,
            List<String> brokerOptions,
            Optional<String> pty) {}

    /// The jobspec of an instance.
    ///
    /// @throws FormatException when an option cannot be what it is
    final JsonObject jobspec(OptionValues given, Content content) {
        checkChassis(given);
        Submitter submitter = submitter();
        OptionValues options = given.copy();
        options.resolveTimes(submitter.now().get());
        InstanceConfiguration configuration = new InstanceConfiguration(submitter.environment());
        options.list(JobOption.CONF).forEach(configuration::add);
        long added = addedBrokers(options, configuration);
        return JobspecBuilder.build(
                submitter,
                options,
                new NestedInstance(
                        brokerOptions(options, content.brokerOptions()),
                        content.program(),
                        new NestedInstance.Files(content.script(), configuration.json()),
                        added,
                        content.pty()));
    }

    /// More brokers run on the first node and take no jobs.
    private static long addedBrokers(OptionValues options, InstanceConfiguration configuration) {
        long added = options.number(JobOption.ADD_BROKERS).orElse(0);
        if (added <= 0) {
            return 0;
        }
        long nodes = options.number(JobOption.NODES).orElse(0);
        if (nodes == 0) {
            throw new FormatException("--add-brokers may only be specified with -N, --nnodes");
        }
        options.add(
                JobOption.TASKMAP,
                "manual:[[0,1," + (1 + added) + ",1],[1," + (nodes - 1) + ",1,1]]");
        configuration.exclude(Idset.range(1, Math.toIntExact(added)));
        return added;
    }

    private static List<String> brokerOptions(OptionValues options, List<String> more) {
        List<String> lists = new ArrayList<>(options.list(JobOption.BROKER_OPTS));
        options.text(JobOption.DUMP).ifPresent(file -> lists.add("-Scontent.dump=" + file));
        lists.addAll(more);
        return lists.stream().flatMap(list -> Arrays.stream(list.split(",", -1))).toList();
    }
}
