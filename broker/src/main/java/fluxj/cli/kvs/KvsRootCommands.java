package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.RootInfo;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj kvs` about the root of a namespace.
public final class KvsRootCommands {
    private KvsRootCommands() {}

    /// Adds them to the group.
    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new Version(console));
        group.addSubcommand(new Wait(console));
        group.addSubcommand(new Getroot(console));
        group.addSubcommand(new Sync(console));
    }

    /// The root of a namespace as the service tells it.
    public static RootInfo getroot(FluxClient client, String namespace) {
        return client.call(
                KvsProtocol.GETROOT,
                Message.NODEID_ANY,
                new KvsProtocol.Getroot(namespace, Optional.of(0)));
    }

    @Command(name = "version", description = "Display current KVS version", sortOptions = false)
    private static final class Version extends KvsCommand {
        @Parameters(arity = "0..*", hidden = true)
        private List<String> ignored = new ArrayList<>();

        Version(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                console().out().println(getroot(client, namespace()).rootseq());
            } catch (FluxException e) {
                throw failure("flux_kvs_get_version", e);
            }
        }
    }

    @Command(
            name = "wait",
            description = "Block until the KVS reaches version",
            sortOptions = false)
    private static final class Wait extends KvsCommand {
        @Parameters(arity = "1..*", paramLabel = "version")
        private List<String> words = new ArrayList<>();

        Wait(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (words.size() != 1) {
                throw new CommandFailure("wait: specify a version");
            }
            int version = (int) Numbers.leading(words.getFirst());
            try (FluxClient client = console().connect()) {
                client.call(
                        KvsProtocol.WAIT_VERSION,
                        Message.NODEID_ANY,
                        new KvsProtocol.Version(version, namespace()));
            } catch (FluxException e) {
                throw failure("flux_kvs_wait_version", e);
            }
        }
    }

    @Command(name = "getroot", description = "Get KVS root treeobj", sortOptions = false)
    private static final class Getroot extends KvsCommand {
        @Option(
                names = {"-s", "--sequence"},
                description = "Show sequence number")
        private boolean sequence;

        @Option(
                names = {"-o", "--owner"},
                description = "Show owner")
        private boolean owner;

        @Option(
                names = {"-b", "--blobref"},
                description = "Show blobref")
        private boolean blobref;

        Getroot(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                RootInfo root = getroot(client, namespace());
                String text;
                if (owner) {
                    text = Long.toString(root.owner() & 0xffffffffL);
                } else if (sequence) {
                    text = Integer.toString(root.rootseq());
                } else if (blobref) {
                    text = root.rootref();
                } else {
                    text = KvsCommitCommand.dirref(root.rootref());
                }
                console().out().println(text);
            } catch (FluxException e) {
                throw failure("flux_kvs_getroot_get_" + what(), e);
            }
        }

        private String what() {
            if (owner) {
                return "owner";
            }
            if (sequence) {
                return "sequence";
            }
            return blobref ? "blobref" : "treeobj";
        }
    }

    @Command(
            name = "sync",
            description = "sync content and checkpoint to disk",
            sortOptions = false)
    private static final class Sync extends FluxCommand {
        Sync(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            // An empty transaction, because it takes its turn after those before it.
            try (FluxClient client = console().connect()) {
                KvsCommitCommand.commit(
                        client,
                        KvsCommand.namespace(console(), Optional.empty()),
                        KvsProtocol.SYNC,
                        new Transaction());
            } catch (FluxException e) {
                throw KvsCommand.failure("flux_kvs_commit", e);
            }
        }
    }
}
