package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Random;

/// `fluxj uri`: resolve TARGET to a Flux URI.
@Command(
        name = "uri",
        description = "Resolve TARGET to a Flux URI",
        footer = {
            "Supported resolver schemes:",
            "  pid           Get FLUX_URI for a given local PID",
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

    @Parameters(paramLabel = "TARGET", description = "A URI, or pid:PID")
    private String target = "";

    public UriCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (wait) {
            throw new CommandFailure("ERROR: --wait is for jobs, which are not known here yet");
        }
        InstanceUri uri = InstanceUri.resolve(target);
        boolean asLocal = local || console().environment().containsKey("FLUX_URI_RESOLVE_LOCAL");
        String text = uri.text();
        if (remote) {
            text = uri.remote(new OsHostFacts(new Random()).hostname());
        } else if (asLocal) {
            text = uri.local();
        }
        console().out().println(text);
    }
}
