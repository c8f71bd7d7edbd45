package fluxj.cli.resource;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "parse-config", description = "Read config from resource.config array")
final class ParseConfigCommand extends FluxCommand {
    @Parameters(paramLabel = "PATH", description = "A configuration file, or a folder of them.")
    private String path = "";

    ParseConfigCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        ResourceSets.print(console(), new ConfiguredResources(path).read());
    }
}
