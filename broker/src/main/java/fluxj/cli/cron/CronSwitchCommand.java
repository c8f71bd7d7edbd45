package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.rpc.RpcMethod;
import fluxj.services.cron.CronProtocol;
import fluxj.services.cron.CronProtocol.EntryId;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/// Stops entries, or starts them again.
@Command(sortOptions = false)
final class CronSwitchCommand extends FluxCommand {
    private final RpcMethod<EntryId, EntryView> method;
    private final String done;

    @Parameters(arity = "1..*", paramLabel = "IDs")
    private List<Long> ids = new ArrayList<>();

    private CronSwitchCommand(Console console, RpcMethod<EntryId, EntryView> method, String done) {
        super(console);
        this.method = method;
        this.done = done;
    }

    static CommandLine stop(Console console) {
        return of(
                new CronSwitchCommand(console, CronProtocol.STOP, "Stopped"),
                "stop",
                "Stop a flux cron job from executing");
    }

    static CommandLine start(Console console) {
        return of(
                new CronSwitchCommand(console, CronProtocol.START, "Started"),
                "start",
                "Start a stopped flux cron job");
    }

    private static CommandLine of(CronSwitchCommand command, String name, String description) {
        CommandLine line = new CommandLine(command).setCommandName(name);
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            for (long id : ids) {
                client.call(method, Message.NODEID_ANY, new EntryId(id));
                console().out().println(done + " cron-" + id);
            }
        }
    }
}
