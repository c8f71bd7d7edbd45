package fluxj.cli.jobs;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.rpc.Empty;
import fluxj.services.joblist.JobListProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine.Command;

@Command(name = "stats", description = "Get current job stats", sortOptions = false)
final class JobStatsCommand extends FluxCommand {
    JobStatsCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            console()
                    .out()
                    .println(
                            Payload.of(
                                            client.get(
                                                    client.rpc()
                                                            .first(
                                                                    JobListProtocol.JOB_STATS,
                                                                    Message.NODEID_ANY,
                                                                    Empty.EMPTY)))
                                    .text());
        }
    }
}
