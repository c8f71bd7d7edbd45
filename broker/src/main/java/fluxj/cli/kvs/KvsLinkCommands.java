package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Transaction;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj kvs` that make keys without a value, and read links.
final class KvsLinkCommands {
    private KvsLinkCommands() {}

    /// Adds them to the group.
    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new Link(console));
        group.addSubcommand(new Readlink(console));
        group.addSubcommand(new Mkdir(console));
    }

    @Command(name = "link", description = "Create a new name for target", sortOptions = false)
    private static final class Link extends KvsCommitCommand {
        @Option(
                names = {"-T", "--target-namespace"},
                paramLabel = "ARG",
                description = "Specify target's namespace")
        private Optional<String> targetNamespace = Optional.empty();

        @Parameters(arity = "1..*", paramLabel = "target linkname")
        private List<String> words = new ArrayList<>();

        Link(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (words.size() != 2) {
                throw new CommandFailure("link: specify target and link_name");
            }
            String name = words.get(1);
            try (FluxClient client = console().connect()) {
                Transaction transaction = new Transaction();
                try {
                    transaction.put(name, new Symlink(words.getFirst(), targetNamespace));
                } catch (FluxException e) {
                    throw failure(name, e);
                }
                commit(client, 0, transaction);
            }
        }
    }

    @Command(
            name = "readlink",
            description = "Retrieve the key a link refers to",
            sortOptions = false)
    private static final class Readlink extends KvsCommand {
        @Option(
                names = {"-a", "--at"},
                paramLabel = "ARG",
                description = "Lookup relative to RFC 11 snapshot reference")
        private Optional<String> at = Optional.empty();

        @Option(
                names = {"-o", "--namespace-only"},
                description = "Output only namespace if link points to a namespace")
        private boolean namespaceOnly;

        @Option(
                names = {"-k", "--key-only"},
                description = "Output only key if link points to a namespace")
        private boolean keyOnly;

        @Parameters(arity = "1..*", paramLabel = "key")
        private List<String> keys = new ArrayList<>();

        Readlink(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                KvsView view = view(client, at);
                for (String key : keys) {
                    try {
                        console().out().println(text(link(view, key)));
                    } catch (FluxException e) {
                        throw failure(key, e);
                    }
                }
            }
        }

        private static Symlink link(KvsView view, String key) {
            if (view.find(key, KvsProtocol.READLINK) instanceof Symlink link) {
                return link;
            }
            throw new FluxException(Errno.EINVAL);
        }

        private String text(Symlink link) {
            Optional<String> namespace = link.namespace();
            if (namespace.isEmpty() || (keyOnly && !namespaceOnly)) {
                return link.target();
            }
            return namespaceOnly ? namespace.get() : namespace.get() + "::" + link.target();
        }
    }

    @Command(name = "mkdir", description = "Create a directory", sortOptions = false)
    private static final class Mkdir extends KvsCommitCommand {
        @Parameters(arity = "1..*", paramLabel = "key")
        private List<String> keys = new ArrayList<>();

        Mkdir(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                Transaction transaction = new Transaction();
                for (String key : keys) {
                    try {
                        transaction.put(key, Dir.EMPTY);
                    } catch (FluxException e) {
                        throw failure(key, e);
                    }
                }
                commit(client, 0, transaction);
            }
        }
    }
}
