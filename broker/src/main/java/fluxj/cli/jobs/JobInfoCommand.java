package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.job.spec.SignedJobspec;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

@Command(name = "info", description = "Display info for a job", sortOptions = false)
final class JobInfoCommand extends FluxCommand {
    @Option(
            names = {"-o", "--original"},
            description = "For key \"jobspec\", return the original submitted jobspec")
    private boolean original;

    @Option(
            names = {"-b", "--base"},
            description = "For key \"jobspec\" or \"R\", do not apply updates from eventlog")
    private boolean base;

    @Parameters(index = "0", paramLabel = "id")
    private String id = "";

    @Parameters(
            index = "1",
            paramLabel = "key",
            description =
                    "such as J, R, eventlog, jobspec, guest.exec.eventlog, guest.input,"
                            + " guest.output")
    private String key = "";

    JobInfoCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long job = JobIds.parse(id).value();
        boolean unwraps = original && key.equals("jobspec");
        boolean updated = !base && (key.equals("R") || key.equals("jobspec"));
        String looked = unwraps ? "J" : key;
        Lookup wanted =
                new Lookup(job, List.of(looked), updated && !unwraps ? JobInfoProtocol.CURRENT : 0);
        try (FluxClient client = console().connect()) {
            String value =
                    client.call(JobInfoProtocol.LOOKUP, Message.NODEID_ANY, wanted)
                            .values()
                            .text(looked)
                            .orElseThrow(() -> new CommandFailure("Protocol error"));
            console().out().println(unwraps ? SignedJobspec.unwrap(value).jobspec() : value);
        }
    }
}
