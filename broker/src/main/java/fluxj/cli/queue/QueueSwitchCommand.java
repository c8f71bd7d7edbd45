package fluxj.cli.queue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.jobmanager.QueueProtocol.QueueEnable;
import fluxj.services.jobmanager.QueueProtocol.QueueStart;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

/// Lets queues take jobs or refuse them, run jobs or hold them.
abstract class QueueSwitchCommand extends QueueStatusCommand {
    @Option(
            names = {"-a", "--all"},
            description = "Force command to apply to all queues if none specified")
    private boolean all;

    @Option(names = "--quiet", description = "Display only errors")
    private boolean quiet;

    QueueSwitchCommand(Console console) {
        super(console);
    }

    final void enable(boolean on, Optional<String> reason) {
        try (FluxClient client = console().connect()) {
            try {
                client.call(
                        QueueProtocol.QUEUE_ENABLE, 0, new QueueEnable(queue(), on, reason, all));
            } catch (FluxException e) {
                throw QueueFailures.of("enable", e);
            }
            if (!quiet) {
                showAll(client, true, false);
            }
        } catch (FluxException e) {
            throw QueueFailures.of(e);
        }
    }

    final void start(boolean on, Optional<String> reason, boolean nocheckpoint) {
        try (FluxClient client = console().connect()) {
            if (queue().isEmpty() && !all && !names(client).isEmpty()) {
                throw new CommandFailure(
                        "ERROR: Named queues are defined. Specify queues or use --all.");
            }
            try {
                client.call(
                        QueueProtocol.QUEUE_START,
                        0,
                        new QueueStart(queue(), on, reason, all, Optional.of(nocheckpoint)));
            } catch (FluxException e) {
                throw QueueFailures.of("start", e);
            }
            if (!quiet) {
                showAll(client, false, true);
                showCounts(client);
            }
        } catch (FluxException e) {
            throw QueueFailures.of(e);
        }
    }

    @Command(name = "enable", description = "Enable job submission", sortOptions = false)
    static final class Enable extends QueueSwitchCommand {
        Enable(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            enable(true, Optional.empty());
        }
    }

    /// Those that are for a reason.
    abstract static class Off extends QueueSwitchCommand {
        @Option(
                names = "--nocheckpoint",
                description = "Do not checkpoint that the queue has been switched off")
        private boolean nocheckpoint;

        @Option(
                names = {"-m", "--message"},
                paramLabel = "REASON",
                description = "Add reason that a queue is switched off")
        private Optional<String> reason = Optional.empty();

        Off(Console console) {
            super(console);
        }

        final boolean isForgotten() {
            return nocheckpoint;
        }

        final Optional<String> reason() {
            return reason.filter(text -> !text.isEmpty());
        }
    }

    /// As in flux, `--nocheckpoint` changes nothing here: a queue's state is stored as it is.
    @Command(name = "disable", description = "Disable job submission", sortOptions = false)
    static final class Disable extends Off {
        Disable(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            enable(false, reason().or(() -> Optional.of("disabled by administrator")));
        }
    }

    @Command(name = "start", description = "Start scheduling", sortOptions = false)
    static final class Start extends QueueSwitchCommand {
        Start(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            start(true, Optional.empty(), false);
        }
    }

    @Command(name = "stop", description = "Stop scheduling", sortOptions = false)
    static final class Stop extends Off {
        Stop(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            start(false, reason(), isForgotten());
        }
    }
}
