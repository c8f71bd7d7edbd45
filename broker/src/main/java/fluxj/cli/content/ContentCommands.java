package fluxj.cli.content;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.kvs.KvsCommand;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.format.IoReason;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.content.ContentProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The commands of `fluxj content`.
public final class ContentCommands {
    private ContentCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(new Load(console));
        group.addSubcommand(new Store(console));
        group.addSubcommand(new Dropcache(console));
        group.addSubcommand(new Flush(console));
        group.addSubcommand(ContentCheckpointCommands.group(console));
        return group.setCommandName("content");
    }

    /// Through the cache of this rank, or past all caches.
    private static byte[] transfer(
            FluxClient client, String topic, boolean bypassCache, byte[] payload) {
        int nodeid = bypassCache ? 0 : Message.NODEID_ANY;
        Payload body = payload.length == 0 ? Payload.NONE : Payload.ofBytes(payload);
        return client.get(client.rpc().request(topic, nodeid, body, 0)).payload().bytes();
    }

    @Command(
            name = "load",
            description = "Concatenate blobs stored under BLOBREF(s) to stdout",
            sortOptions = false)
    private static final class Load extends FluxCommand {
        @Option(
                names = {"-b", "--bypass-cache"},
                description = "Load directly from rank 0 content service")
        private boolean bypassCache;

        @Parameters(arity = "0..*", paramLabel = "BLOBREF")
        private List<String> blobrefs = new ArrayList<>();

        Load(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                if (blobrefs.isEmpty()) {
                    loadFromInput(client);
                }
                for (String blobref : blobrefs) {
                    load(client, blobref);
                }
            }
        }

        private void loadFromInput(FluxClient client) {
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(console().in(), StandardCharsets.UTF_8));
            try {
                String line = lines.readLine();
                if (line == null) {
                    throw new CommandFailure("no blobrefs were specified");
                }
                while (line != null) {
                    load(client, line);
                    line = lines.readLine();
                }
            } catch (IOException e) {
                throw new CommandFailure("stdin: " + IoReason.of(e));
            }
        }

        private void load(FluxClient client, String blobref) {
            try {
                byte[] digest = Blobref.parse(blobref).digest();
                console()
                        .out()
                        .writeBytes(
                                transfer(
                                        client,
                                        bypassCache
                                                ? ContentBackingProtocol.LOAD
                                                : ContentProtocol.LOAD,
                                        bypassCache,
                                        digest));
                console().out().flush();
            } catch (FormatException e) {
                throw new CommandFailure("error loading blob: " + Errno.EINVAL.text());
            } catch (FluxException e) {
                throw new CommandFailure("error loading blob: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "store",
            description = "Store blob from stdin, print BLOBREF(s) on stdout",
            sortOptions = false)
    private static final class Store extends FluxCommand {
        @Option(
                names = {"-b", "--bypass-cache"},
                description = "Store directly to rank 0 content service")
        private boolean bypassCache;

        @Option(
                names = "--chunksize",
                paramLabel = "N",
                description = "Limit blob size to N bytes with 0=unlimited (default 0)")
        private int chunksize;

        Store(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (chunksize < 0) {
                throw new CommandFailure("chunksize must be >= 0");
            }
            try (FluxClient client = console().connect()) {
                HashType hash = hash(client);
                byte[] all = input();
                int size = chunksize == 0 ? all.length : chunksize;
                int from = 0;
                do {
                    int to = (int) Math.min(all.length, (long) from + size);
                    store(client, hash, Arrays.copyOfRange(all, from, to));
                    from = to;
                } while (from < all.length);
            }
        }

        private byte[] input() {
            try {
                return console().in().readAllBytes();
            } catch (IOException e) {
                throw new CommandFailure("read from stdin: " + IoReason.of(e));
            }
        }

        private static HashType hash(FluxClient client) {
            try {
                return HashType.of(client.attribute("content.hash"));
            } catch (FluxException e) {
                throw new CommandFailure("getattr content.hash: " + e.errno().text());
            } catch (FormatException e) {
                throw new CommandFailure("getattr content.hash: " + e.getMessage());
            }
        }

        private void store(FluxClient client, HashType hash, byte[] blob) {
            byte[] digest;
            try {
                digest =
                        transfer(
                                client,
                                bypassCache ? ContentBackingProtocol.STORE : ContentProtocol.STORE,
                                bypassCache,
                                blob);
            } catch (FluxException e) {
                throw new CommandFailure("error storing blob: " + e.getMessage());
            }
            if (digest.length != hash.length()) {
                throw new CommandFailure("error storing blob: " + Errno.EINVAL.text());
            }
            console().out().println(Blobref.of(hash, digest));
        }
    }

    @Command(
            name = "dropcache",
            description = "Drop non-essential entries from local content cache",
            sortOptions = false)
    private static final class Dropcache extends FluxCommand {
        Dropcache(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(console(), ContentProtocol.DROPCACHE);
        }
    }

    @Command(
            name = "flush",
            description = "Flush dirty entries from local content cache",
            sortOptions = false)
    private static final class Flush extends FluxCommand {
        Flush(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(console(), ContentProtocol.FLUSH);
        }
    }

    private static void ask(Console console, RpcMethod<Empty, Empty> method) {
        try (FluxClient client = console.connect()) {
            client.call(method, Message.NODEID_ANY, Empty.EMPTY);
        } catch (FluxException e) {
            throw KvsCommand.failure(method.topic(), e);
        }
    }
}
