package fluxj.cli.kvs;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The commands of `fluxj kvs eventlog`.
final class KvsEventlogCommands {

    private static final String OR = "   or: ";
    private static final String APPEND =
            "fluxj kvs eventlog append [-N ns] [-t SECONDS] key name [context ...]";
    private static final String GET =
            "fluxj kvs eventlog get [-N ns] [-u] [-W] [-w] [-c COUNT] [-H] [-S]"
                    + " [-L auto|always|never] key";

    private KvsEventlogCommands() {}

    /// All of them under one name.
    static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(new Append(console));
        group.addSubcommand(new Get(console));
        group.addSubcommand(new KvsWaitEventCommand(console));
        group.getCommandSpec()
                .usageMessage()
                .customSynopsis(APPEND, OR + GET, OR + KvsWaitEventCommand.SYNOPSIS)
                .description("Manipulate a KVS eventlog");
        return group.setCommandName("eventlog");
    }

    @Command(
            name = "append",
            description = "Append to eventlog",
            customSynopsis = APPEND,
            sortOptions = false)
    private static final class Append extends KvsCommand {
        @Option(
                names = {"-t", "--timestamp"},
                paramLabel = "SECONDS",
                description = "Specify timestamp in seconds since epoch")
        private double timestamp;

        @Parameters(index = "0", paramLabel = "key")
        private String key = "";

        @Parameters(index = "1", paramLabel = "name")
        private String name = "";

        @Parameters(index = "2..*", arity = "0..*", paramLabel = "context")
        private List<String> words = new ArrayList<>();

        Append(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                Transaction transaction = new Transaction();
                byte[] event = event().getBytes(StandardCharsets.UTF_8);
                try {
                    transaction.append(key, event);
                } catch (FluxException e) {
                    throw failure("flux_kvs_txn_put", e);
                }
                try {
                    KvsCommitCommand.commit(client, namespace(), 0, transaction);
                } catch (FluxException e) {
                    throw failure("flux_kvs_commit", e);
                }
            }
        }

        private String event() {
            Instant now = Instant.now();
            double time = timestamp == 0 ? now.getEpochSecond() + now.getNano() * 1e-9 : timestamp;
            try {
                if (!words.isEmpty() && String.join(" ", words).isBlank()) {
                    throw new FluxException(Errno.EINVAL);
                }
                return Eventlog.encode(time, name, String.join(" ", words));
            } catch (FluxException e) {
                throw failure("eventlog_entry_create", e);
            }
        }
    }

    @Command(name = "get", description = "Get eventlog", customSynopsis = GET, sortOptions = false)
    private static final class Get extends KvsEventlogCommand {
        @Option(
                names = {"-W", "--waitcreate"},
                description = "Wait for creation to occur on watch")
        private boolean waitcreate;

        @Option(
                names = {"-w", "--watch"},
                description = "Monitor eventlog")
        private boolean watch;

        @Option(
                names = {"-c", "--count"},
                paramLabel = "COUNT",
                description = "Display at most COUNT events")
        private int maxCount;

        @Option(
                names = {"-S", "--stream"},
                order = 50,
                description = "Return potentially large values in multiple responses.")
        private boolean stream;

        @Parameters(paramLabel = "key")
        private String key = "";

        private int count;

        Get(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            EventlogFormatter formatter = formatter();
            int flags = watch ? KvsProtocol.WATCH | KvsProtocol.WATCH_APPEND : 0;
            flags |= waitcreate ? KvsProtocol.WAITCREATE : 0;
            flags |= stream ? KvsProtocol.STREAM : 0;
            if (key.isEmpty()) {
                throw failure("flux_kvs_lookup", new FluxException(Errno.EINVAL));
            }
            try (FluxClient client = console().connect()) {
                if (watch || waitcreate) {
                    console().watchReader(client);
                }
                if (watch || stream) {
                    KvsLookup.start(
                                    view(client),
                                    key,
                                    flags,
                                    (lookup, object) -> print(lookup, formatter, object))
                            .join();
                } else {
                    for (Eventlog.Event event :
                            KvsEventlogCommand.events(view(client).find(key, flags))) {
                        console().out().print(formatter.line(event));
                    }
                }
            } catch (FluxException e) {
                throw failure(LOOKUP, e);
            }
        }

        private void print(KvsLookup lookup, EventlogFormatter formatter, Treeobj object) {
            int before = count;
            for (Eventlog.Event event : KvsEventlogCommand.events(object)) {
                if (!watch || maxCount == 0 || count < maxCount) {
                    console().out().print(formatter.line(event));
                    count++;
                }
            }
            console().out().flush();
            if (watch && before < maxCount && count == maxCount) {
                lookup.cancel();
            }
        }
    }
}
