package fluxj.cli.queue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.AllocCounts;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.jobmanager.QueueProtocol.Queue;
import fluxj.services.jobmanager.QueueProtocol.QueueStatus;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

/// What is common to those commands that are for one queue or for all; and `fluxj queue status`.
@Command(name = "status", description = "Display queue status", sortOptions = false)
class QueueStatusCommand extends FluxCommand {
    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME",
            hidden = true,
            description = "The queue, as it was named formerly.")
    private Optional<String> old = Optional.empty();

    @Option(
            names = {"-v", "--verbose"},
            description = "Display more detail about internal job manager state")
    private boolean verbose;

    @Parameters(arity = "0..1", paramLabel = "QUEUE", description = "Name of the queue")
    private Optional<String> queue = Optional.empty();

    QueueStatusCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            showAll(client, true, true);
            showCounts(client);
        } catch (FluxException e) {
            throw QueueFailures.of(e);
        }
    }

    /// The queue that was named.
    final Optional<String> queue() {
        if (old.isPresent() && queue.isPresent()) {
            throw new CommandFailure(
                    "ERROR: Conflicting queues specified as --queue="
                            + old.get()
                            + " and "
                            + queue.get());
        }
        return old.or(() -> queue);
    }

    static List<String> names(FluxClient client) {
        try {
            return client.call(QueueProtocol.QUEUE_LIST, Message.NODEID_ANY, Empty.EMPTY).queues();
        } catch (FluxException e) {
            throw QueueFailures.of("list", e);
        }
    }

    /// Prints how queues are: the one that was named, or all.
    ///
    /// @param submission whether they take jobs
    /// @param scheduling whether they run them
    final void showAll(FluxClient client, boolean submission, boolean scheduling) {
        List<String> names = names(client);
        if (queue().isPresent() && !verbose) {
            show(client, queue(), submission, scheduling);
        } else if (names.isEmpty()) {
            show(client, Optional.empty(), submission, scheduling);
        } else {
            names.forEach(name -> show(client, Optional.of(name), submission, scheduling));
        }
    }

    private void show(
            FluxClient client, Optional<String> name, boolean submission, boolean scheduling) {
        QueueStatus status;
        try {
            status = client.call(QueueProtocol.QUEUE_STATUS, 0, new Queue(name));
        } catch (FluxException e) {
            throw QueueFailures.of("status", e);
        }
        String prefix = name.map(text -> text + ": ").orElse("");
        if (submission) {
            console()
                    .out()
                    .println(
                            prefix
                                    + (status.enable().orElse(false)
                                            ? "Job submission is enabled"
                                            : "Job submission is disabled: "
                                                    + status.disableReason().orElse("")));
        }
        if (scheduling) {
            console()
                    .out()
                    .println(
                            prefix
                                    + (status.start().orElse(false)
                                            ? "Scheduling is started"
                                            : "Scheduling is stopped"
                                                    + status.stopReason()
                                                            .map(reason -> ": " + reason)
                                                            .orElse("")));
        }
    }

    /// Prints how many jobs wait and run, when more detail is wanted.
    final void showCounts(FluxClient client) {
        if (!verbose) {
            return;
        }
        AllocCounts counts;
        try {
            counts = client.call(JobManagerProtocol.ALLOC_QUERY, Message.NODEID_ANY, Empty.EMPTY);
        } catch (FluxException e) {
            throw QueueFailures.of("alloc-query", e);
        }
        console().out().println(counts.queueLength() + " alloc requests queued");
        console().out().println(counts.allocPending() + " alloc requests pending to scheduler");
        console().out().println(counts.running() + " running jobs");
    }
}
