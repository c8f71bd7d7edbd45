package fluxj.cli.archive;

import fluxj.archive.ToolContext;
import fluxj.cli.Console;
import fluxj.client.FluxClient;

/// Prints what a tool says: output proper on standard output, the rest after the command's name on
/// standard error.
final class ToolPrinter implements ToolContext.Printer {
    private final Console console;
    private final String prefix;
    private boolean midLine;

    /// @param prefix before each line of standard error
    ToolPrinter(Console console, String prefix) {
        this.console = console;
        this.prefix = prefix;
    }

    /// A tool of this client that prints here.
    ToolContext tool(FluxClient client) {
        return new ToolContext(
                client.rpc(),
                client.reactor(),
                this,
                console.environment().getOrDefault("FLUX_KVS_NAMESPACE", "primary"));
    }

    @Override
    public void out(String line) {
        console.out().println(line);
    }

    @Override
    public void item(String line) {
        endLine();
        console.err().println(line);
    }

    @Override
    public void note(String line) {
        console.out().flush();
        endLine();
        console.err().println(prefix + line);
    }

    /// Ends a line of progress, so that what follows has one of its own.
    void endLine() {
        if (midLine) {
            console.err().println();
            midLine = false;
        }
    }

    @Override
    public void progress(String line, boolean last) {
        console.err().print("\r" + prefix + line);
        if (last) {
            console.err().println();
        }
        midLine = !last;
    }
}
