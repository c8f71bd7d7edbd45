package fluxj.cli.broker;

import fluxj.cli.ColourOption;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.HumanOptions;
import fluxj.cli.Streams;
import fluxj.client.FluxClient;
import fluxj.core.log.LogProtocol;
import fluxj.errors.FluxException;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj dmesg`: print or control log ring buffer.
@Command(name = "dmesg", description = "Print or control log ring buffer", sortOptions = false)
public final class DmesgCommand extends FluxCommand {
    @Option(
            names = {"-C", "--clear"},
            description = "Clear the ring buffer")
    private boolean clear;

    @Option(
            names = {"-c", "--read-clear"},
            description = "Clear the ring buffer contents after printing")
    private boolean readClear;

    @Option(
            names = {"-f", "--follow"},
            description = "Track new entries as are logged")
    private boolean follow;

    @Option(
            names = {"-n", "--new"},
            description = "Show only new log messages")
    private boolean onlyNew;

    @Mixin private HumanOptions human = new HumanOptions();

    @Mixin private ColourOption colour = new ColourOption();

    @Parameters(hidden = true)
    private List<String> surplus = new ArrayList<>();

    public DmesgCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (!surplus.isEmpty()) {
            throw new CommandFailure("dmesg accepts no free arguments");
        }
        human.check();
        LogPrinter printer =
                new LogPrinter(
                        new LogPrinter.Style(
                                colour.colours(console()), human.isHuman(), human.isDelta()),
                        ZoneId.systemDefault());
        try (FluxClient client = console().connect()) {
            if (follow) {
                console().watchReader(client);
            }
            if (!clear) {
                print(client, printer);
            }
            if (clear || readClear) {
                client.call(LogProtocol.CLEAR, Message.NODEID_ANY, Empty.EMPTY);
            }
        }
    }

    private void print(FluxClient client, LogPrinter printer) {
        try {
            Streams.followRaw(
                    client,
                    LogProtocol.DMESG,
                    new LogProtocol.Dmesg(follow, Optional.of(onlyNew)),
                    response -> {
                        console().out().println(printer.format(response.payload().text()));
                        if (follow) {
                            console().out().flush();
                        }
                    });
        } catch (FluxException e) {
            throw new CommandFailure(LogProtocol.DMESG.topic() + ": " + e.getMessage());
        }
    }
}
