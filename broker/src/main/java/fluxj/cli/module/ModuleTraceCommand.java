package fluxj.cli.module;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.TraceOptions;
import fluxj.cli.TracePrinter;
import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.core.module.ModuleProtocol.Trace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "trace", description = "Trace module messages", sortOptions = false)
final class ModuleTraceCommand extends FluxCommand {
    @Option(
            names = {"-f", "--full"},
            description = "Show JSON message payload, if any")
    private boolean full;

    @Option(
            names = {"-T", "--topic"},
            paramLabel = "GLOB",
            description = "Filter output by message topic glob")
    private String glob = "*";

    @Mixin private TraceOptions trace = new TraceOptions();

    @Parameters(arity = "0..*", paramLabel = "module")
    private List<String> modules = new ArrayList<>();

    ModuleTraceCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        int width = 1;
        for (String module : modules) {
            width = Math.max(width, module.length());
        }
        TracePrinter printer = trace.printer(console(), width);
        Trace wanted = new Trace(trace.typemask(), glob, modules, Optional.of(full));
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Streams.follow(client, ModuleProtocol.TRACE, wanted, printer::print);
        }
    }
}
