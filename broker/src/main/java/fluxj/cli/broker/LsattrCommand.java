package fluxj.cli.broker;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.FluxException;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `fluxj lsattr`: list broker attributes.
@Command(name = "lsattr", description = "List broker attributes", sortOptions = false)
public final class LsattrCommand extends FluxCommand {
    @Option(
            names = {"-v", "--values"},
            description = "List values with attributes")
    private boolean values;

    public LsattrCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            List<String> names =
                    new ArrayList<>(
                            client.call(AttrProtocol.LIST, Message.NODEID_ANY, Empty.EMPTY)
                                    .names());
            Collections.sort(names);
            for (String name : names) {
                console().out().println(values ? padded(name) + valueOf(client, name) : name);
            }
        }
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(0, 40 - name.length()));
    }

    private static String valueOf(FluxClient client, String name) {
        try {
            return client.attribute(name);
        } catch (FluxException e) {
            return "-";
        }
    }
}
