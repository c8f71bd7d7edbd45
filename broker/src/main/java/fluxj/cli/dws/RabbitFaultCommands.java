package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.client.ClientReactor;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.KubernetesAccess;
import fluxj.coral2.dws.sim.RabbitSim;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `fluxj rabbit-sim fault`: what goes wrong, looked at and changed while the simulator runs.
final class RabbitFaultCommands {
    private RabbitFaultCommands() {}

    static CommandLine group(Console console) {
        CommandLine group =
                new CommandLine(new GroupCommand())
                        .addSubcommand(new ListCommand(console))
                        .addSubcommand(withFaults(new CommandLine(new AddCommand(console))))
                        .addSubcommand(new RemoveCommand(console))
                        .addSubcommand(new ClearCommand(console))
                        .setCommandName("fault");
        group.getCommandSpec()
                .usageMessage()
                .description("Look at what goes wrong, and change it while the simulator runs");
        return withFaults(group);
    }

    /// The command, whose help says what can go wrong.
    static CommandLine withFaults(CommandLine command) {
        List<String> lines = new ArrayList<>();
        lines.add("What can go wrong; what a line does not tell fits all:");
        lines.addAll(RabbitSim.faultHelp());
        command.getCommandSpec().usageMessage().footer(lines.toArray(String[]::new));
        return command;
    }

    private abstract static class FaultCommand extends FluxCommand {
        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description = "The simulator's kubeconfig (default: $KUBECONFIG or ~/.kube/config)")
        private Optional<Path> kubeconfig = Optional.empty();

        private FaultCommand(Console console) {
            super(console);
        }

        /// Asks, and waits for the answer.
        final <T> T ask(Function<Kubernetes, Promise<T>> question) {
            List<T> answers = new ArrayList<>();
            List<FluxException> errors = new ArrayList<>();
            try (ClientReactor reactor = new ClientReactor();
                    Kubernetes kubernetes =
                            KubernetesAccess.by(kubeconfig)
                                    .open(console().environment(), reactor)) {
                question.apply(kubernetes).then(answers::add, errors::add);
                reactor.runUntil(() -> !answers.isEmpty() || !errors.isEmpty());
            }
            if (!errors.isEmpty()) {
                throw errors.getFirst();
            }
            return answers.getFirst();
        }

        final List<String> lines() {
            return ask(RabbitSim::faults);
        }

        final void keep(List<String> lines) {
            ask(kubernetes -> RabbitSim.keepFaults(kubernetes, lines));
        }
    }

    @Command(name = "list", description = "Print what goes wrong, numbered", sortOptions = false)
    private static final class ListCommand extends FaultCommand {
        private ListCommand(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int number = 1;
            for (String line : lines()) {
                console().out().println(number++ + " " + line);
            }
        }
    }

    @Command(
            name = "add",
            description = "Let something more go wrong, such as: add unmount host=node3",
            sortOptions = false)
    private static final class AddCommand extends FaultCommand {
        @Parameters(paramLabel = "WORD", arity = "1..*")
        private List<String> words = new ArrayList<>();

        private AddCommand(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            List<String> lines = new ArrayList<>(lines());
            lines.add(String.join(" ", words));
            keep(lines);
        }
    }

    @Command(
            name = "remove",
            description = "Let something go right again, by its number",
            sortOptions = false)
    private static final class RemoveCommand extends FaultCommand {
        @Parameters(paramLabel = "NUMBER")
        private int number;

        private RemoveCommand(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            List<String> lines = new ArrayList<>(lines());
            if (number < 1 || number > lines.size()) {
                throw new CommandFailure("there is no fault " + number);
            }
            lines.remove(number - 1);
            keep(lines);
        }
    }

    @Command(name = "clear", description = "Let everything go right again", sortOptions = false)
    private static final class ClearCommand extends FaultCommand {
        private ClearCommand(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            keep(List.of());
        }
    }
}
