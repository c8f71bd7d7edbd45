package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies a key with all below it, which makes a snapshot: only its tree object is stored again.
@Command(name = "copy", description = "Copy source key to destination key", sortOptions = false)
class KvsCopyCommand extends FluxCommand {
    @Option(
            names = {"-S", "--src-namespace"},
            paramLabel = "ARG",
            description = "Specify source key's namespace")
    private Optional<String> sourceNamespace = Optional.empty();

    @Option(
            names = {"-D", "--dst-namespace"},
            paramLabel = "ARG",
            description = "Specify destination key's namespace")
    private Optional<String> destinationNamespace = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "source destination")
    private List<String> words = new ArrayList<>();

    private final String name;
    private final boolean removesSource;

    KvsCopyCommand(Console console) {
        this(console, "copy", false);
    }

    private KvsCopyCommand(Console console, String name, boolean removesSource) {
        super(console);
        this.name = name;
        this.removesSource = removesSource;
    }

    @Override
    protected final void run() {
        if (words.size() != 2) {
            throw new CommandFailure(name + ": specify srckey dstkey");
        }
        String source = words.get(0);
        try (FluxClient client = console().connect()) {
            String from = KvsCommand.namespace(console(), sourceNamespace);
            String to = KvsCommand.namespace(console(), destinationNamespace);
            Transaction copy =
                    new Transaction()
                            .put(
                                    words.get(1),
                                    KvsView.of(client, from).find(source, KvsProtocol.TREEOBJ));
            KvsCommitCommand.commit(client, to, 0, copy);
            if (removesSource) {
                // Two commits, because they may be in two namespaces.
                KvsCommitCommand.commit(client, from, 0, new Transaction().unlink(source));
            }
        } catch (FluxException e) {
            throw KvsCommand.failure("flux_kvs_" + name, e);
        }
    }

    /// Copies, then removes the source.
    @Command(name = "move", description = "Move source key to destination key", sortOptions = false)
    static final class Move extends KvsCopyCommand {
        Move(Console console) {
            super(console, "move", true);
        }
    }
}
