package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.errors.FluxException;
import fluxj.rpc.Empty;
import fluxj.service.ModuleInfo;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.stream.Collectors;

/// `fluxj module list`: list loaded modules.
@Command(name = "list", description = "List loaded modules", sortOptions = false)
final class ModuleListCommand extends FluxCommand {
    private static final int MOST_IDLE = 99;
    private static final int NAME_WIDTH = 25;
    private static final int SERVICE_WIDTH = 8;

    @Option(
            names = {"-l", "--long"},
            description = "Include full DSO path for each module")
    private boolean longList;

    ModuleListCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            List<ModuleInfo> modules;
            try {
                modules = client.call(ModuleProtocol.LIST, Message.NODEID_ANY, Empty.EMPTY).mods();
            } catch (FluxException e) {
                throw new CommandFailure("list: " + e.errno().text());
            }
            console()
                    .out()
                    .println(
                            left("Module", NAME_WIDTH)
                                    + " Idle  S Sendq Recvq "
                                    + (longList ? "Service  Path" : "Service"));
            for (ModuleInfo module : modules) {
                console().out().println(line(module, longList));
            }
        }
    }

    /// One module's line.
    static String line(ModuleInfo module, boolean longList) {
        String name = module.name();
        int idle = module.idle();
        String services = services(module);
        StringBuilder line = new StringBuilder();
        line.append(
                left(
                        name.length() > NAME_WIDTH ? name.substring(0, NAME_WIDTH) : name,
                        NAME_WIDTH));
        line.append(' ').append(right(idle <= MOST_IDLE ? Integer.toString(idle) : "idle", 4));
        line.append("  ").append(state(module.status()));
        line.append(' ').append(right(Integer.toString(module.sendqueue()), 5));
        line.append(' ').append(right(Integer.toString(module.recvqueue()), 5)).append(' ');
        if (longList) {
            String shown =
                    services.length() > SERVICE_WIDTH
                            ? services.substring(0, SERVICE_WIDTH - 1) + "+"
                            : services;
            line.append(left(shown, SERVICE_WIDTH)).append(' ');
            line.append(module.path());
        } else {
            line.append(services);
        }
        return line.toString();
    }

    private static String services(ModuleInfo module) {
        return module.services().stream()
                .filter(service -> !service.equals(module.name()))
                .collect(Collectors.joining(","));
    }

    private static char state(int status) {
        return status < 0 || status > 3 ? '?' : "IRFX".charAt(status);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
