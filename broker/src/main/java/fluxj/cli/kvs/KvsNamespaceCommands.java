package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Listed;
import fluxj.treeobj.Dir;
import fluxj.wire.Credentials;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The commands of `fluxj kvs namespace`.
final class KvsNamespaceCommands {
    private static final String OR = "   or: ";
    private static final long UNSIGNED = 0xffffffffL;

    private static final String CREATE =
            "fluxj kvs namespace create [-o owner] [-r rootref] name [name...]";
    private static final String REMOVE = "fluxj kvs namespace remove name [name...]";
    private static final String LIST = "fluxj kvs namespace list";

    private KvsNamespaceCommands() {}

    /// All of them under one name.
    static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(new Create(console));
        group.addSubcommand(new Remove(console));
        group.addSubcommand(new ListAll(console));
        group.getCommandSpec()
                .usageMessage()
                .customSynopsis(CREATE, OR + REMOVE, OR + LIST)
                .description("Perform KVS namespace operations");
        return group.setCommandName("namespace");
    }

    @Command(
            name = "create",
            description = "Create a KVS namespace",
            customSynopsis = CREATE,
            sortOptions = false)
    private static final class Create extends FluxCommand {
        @Option(
                names = {"-o", "--owner"},
                paramLabel = "ARG",
                description = "Specify alternate namespace owner via userid")
        private Optional<String> owner = Optional.empty();

        @Option(
                names = {"-r", "--rootref"},
                paramLabel = "ARG",
                description = "Initialize namespace with specific root reference")
        private Optional<String> rootref = Optional.empty();

        @Parameters(arity = "1..*", paramLabel = "name")
        private List<String> names = new ArrayList<>();

        Create(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int userid = owner.isPresent() ? userid(owner.get()) : Credentials.USERID_UNKNOWN;
            try (FluxClient client = console().connect()) {
                String root = rootref.orElseGet(() -> empty(client));
                for (String name : names) {
                    create(client, name, root, userid);
                }
            }
        }

        private static void create(FluxClient client, String name, String root, int owner) {
            KvsProtocol.Create wanted = new KvsProtocol.Create(name, root, owner, 0);
            try {
                client.call(KvsProtocol.NAMESPACE_CREATE, 0, wanted);
            } catch (FluxException e) {
                throw new CommandFailure(name + ": " + e.getMessage());
            }
        }

        /// 32 bits, sent with a sign as flux-core does.
        private static int userid(String text) {
            try {
                return (int) Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new CommandFailure("--owner requires an unsigned integer argument");
            }
        }

        /// The reference of a directory without entries, which is always in the store.
        private static String empty(FluxClient client) {
            String hash = client.attribute("content.hash");
            try {
                return HashType.of(hash).hash(Dir.EMPTY.encode()).toString();
            } catch (FormatException e) {
                throw new CommandFailure("content.hash is not a known hash: " + hash);
            }
        }
    }

    @Command(
            name = "remove",
            description = "Remove a KVS namespace",
            customSynopsis = REMOVE,
            sortOptions = false)
    private static final class Remove extends FluxCommand {
        @Parameters(arity = "1..*", paramLabel = "name")
        private List<String> names = new ArrayList<>();

        Remove(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                for (String name : names) {
                    try {
                        client.call(KvsProtocol.NAMESPACE_REMOVE, 0, new KvsProtocol.Name(name));
                    } catch (FluxException e) {
                        throw KvsCommand.failure(name, e);
                    }
                }
            }
        }
    }

    @Command(
            name = "list",
            description = "List namespaces on local rank",
            customSynopsis = LIST,
            sortOptions = false)
    private static final class ListAll extends FluxCommand {
        ListAll(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            List<Listed> namespaces;
            try (FluxClient client = console().connect()) {
                namespaces =
                        client.call(KvsProtocol.NAMESPACE_LIST, Message.NODEID_ANY, Empty.EMPTY)
                                .namespaces();
            } catch (FluxException e) {
                throw KvsCommand.failure("flux_rpc_get_unpack", e);
            }
            console().out().println("NAMESPACE                                 OWNER      FLAGS");
            for (Listed namespace : namespaces) {
                console().out().println(line(namespace));
            }
        }

        private static String line(Listed namespace) {
            String name = namespace.namespace();
            String owner = Long.toString(namespace.owner() & UNSIGNED);
            String flags = Long.toHexString(namespace.flags() & UNSIGNED);
            return name
                    + " ".repeat(Math.max(0, 36 - name.length()))
                    + " "
                    + " ".repeat(10 - owner.length())
                    + owner
                    + " 0x"
                    + "0".repeat(8 - flags.length())
                    + flags.toUpperCase(Locale.ROOT);
        }
    }
}
