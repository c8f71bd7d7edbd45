package fluxj.cli.proxy;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fluxj uri`: resolve TARGET to a Flux URI.
@Command(
        name = "uri",
        description = "Resolve TARGET to a Flux URI",
        footer = {
            "Supported resolver schemes:",
            "  jobid         Get URI for a given Flux JOBID",
            "  pid           Get FLUX_URI for a given local PID",
            "  slurm         Get URI for a Flux instance launched under Slurm",
            "  local, ssh    A URI stands for itself"
        },
        sortOptions = false)
public final class UriCommand extends FluxCommand {
    @Option(names = "--remote", description = "convert a local URI to remote")
    private boolean remote;

    @Option(names = "--local", description = "convert a remote URI to local")
    private boolean local;

    @Option(names = "--wait", description = "wait for a URI to become available, if supported")
    private boolean wait;

    @Parameters(
            paramLabel = "TARGET",
            description = "A Flux jobid or URI in scheme:argument form (e.g. jobid:f1234)")
    private String target = "";

    public UriCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        InstanceUri uri = new UriResolver(console()).resolve(wait ? target + "?wait" : target);
        if (remote) {
            uri = uri.remote();
        } else {
            uri = local ? uri.local() : uri.chosen(console().environment());
        }
        console().out().println(uri.text());
    }
}
