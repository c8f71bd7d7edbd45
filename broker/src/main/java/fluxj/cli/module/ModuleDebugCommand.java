package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

@Command(name = "debug", description = "Get/set module debug flags", sortOptions = false)
final class ModuleDebugCommand extends FluxCommand {
    @Option(
            names = {"-C", "--clear"},
            description = "Set debug flags to 0")
    private boolean clear;

    @Option(
            names = {"-S", "--set"},
            paramLabel = "MASK",
            description = "Set debug flags to MASK")
    private Optional<String> set = Optional.empty();

    @Option(
            names = {"-s", "--setbit"},
            paramLabel = "BIT",
            description = "Set one debug flag to 1")
    private Optional<String> setBit = Optional.empty();

    @Option(
            names = {"-c", "--clearbit"},
            paramLabel = "BIT",
            description = "Set one debug flag to 0")
    private Optional<String> clearBit = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "module")
    private Optional<String> module = Optional.empty();

    ModuleDebugCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        String topic =
                module.orElseThrow(() -> new CommandFailure("debug requires service argument"))
                        + ".debug";
        String op = "setbit";
        int flags = 0;
        if (clear) {
            op = "clr";
        } else if (set.isPresent()) {
            op = "set";
            flags = number(set.get());
        } else if (clearBit.isPresent()) {
            op = "clrbit";
            flags = number(clearBit.get());
        } else if (setBit.isPresent()) {
            flags = number(setBit.get());
        }
        JsonObject body = JsonObject.builder().put("op", op).put("flags", flags).build();
        try (FluxClient client = console().connect()) {
            long now = client.call(topic, Message.NODEID_ANY, body).whole("flags").orElse(0L);
            console().out().println("0x" + Long.toHexString(now & 0xffffffffL));
        } catch (FluxException e) {
            throw new CommandFailure(topic + ": " + e.errno().text());
        }
    }

    private static int number(String text) {
        try {
            return (int) (long) Long.decode(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure("not a number: '" + text + "'");
        }
    }
}
