package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// `fluxj module list`: list loaded modules.
@Command(name = "list", description = "List loaded modules", sortOptions = false)
public final class ModuleListCommand extends FluxCommand {
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
            JsonObject reply;
            try {
                reply = client.call("module.list", Message.NODEID_ANY, JsonObject.EMPTY);
            } catch (FluxException e) {
                throw new CommandFailure("list: " + e.errno().text());
            }
            console()
                    .out()
                    .println(
                            left("Module", NAME_WIDTH)
                                    + " Idle  S Sendq Recvq "
                                    + (longList ? "Service  Path" : "Service"));
            for (JsonValue item : reply.array("mods").orElse(JsonArray.EMPTY)) {
                if (item instanceof JsonObject module) {
                    console().out().println(line(module, longList));
                }
            }
        }
    }

    /// One module's line.
    public static String line(JsonObject module, boolean longList) {
        String name = module.text("name").orElse("");
        long idle = module.whole("idle").orElse(0L);
        String services = services(module, name);
        StringBuilder line = new StringBuilder();
        line.append(
                left(
                        name.length() > NAME_WIDTH ? name.substring(0, NAME_WIDTH) : name,
                        NAME_WIDTH));
        line.append(' ').append(right(idle <= MOST_IDLE ? Long.toString(idle) : "idle", 4));
        line.append("  ").append(state(module.whole("status").orElse(-1L)));
        line.append(' ').append(right(number(module, "sendqueue"), 5));
        line.append(' ').append(right(number(module, "recvqueue"), 5)).append(' ');
        if (longList) {
            String shown =
                    services.length() > SERVICE_WIDTH
                            ? services.substring(0, SERVICE_WIDTH - 1) + "+"
                            : services;
            line.append(left(shown, SERVICE_WIDTH)).append(' ');
            line.append(module.text("path").orElse(""));
        } else {
            line.append(services);
        }
        return line.toString();
    }

    private static String number(JsonObject module, String key) {
        return Long.toString(module.whole(key).orElse(0L));
    }

    private static String services(JsonObject module, String name) {
        List<String> names = new ArrayList<>();
        for (JsonValue service : module.array("services").orElse(JsonArray.EMPTY)) {
            if (service instanceof JsonValue.Text(String text) && !text.equals(name)) {
                names.add(text);
            }
        }
        return String.join(",", names);
    }

    private static char state(long status) {
        return status < 0 || status > 3 ? '?' : "IRFX".charAt((int) status);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
