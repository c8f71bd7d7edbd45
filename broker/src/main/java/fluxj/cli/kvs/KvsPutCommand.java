package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.SystemText;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Command(name = "put", description = "Store value under key", sortOptions = false)
final class KvsPutCommand extends KvsCommitCommand {
    @Option(
            names = {"-r", "--raw"},
            description = "Store value(s) as-is without adding NULL termination")
    private boolean raw;

    @Option(
            names = {"-t", "--treeobj"},
            description = "Store RFC 11 object")
    private boolean treeobj;

    @Option(
            names = {"-n", "--no-merge"},
            description = "Set the NO_MERGE flag to ensure commit is standalone")
    private boolean noMerge;

    @Option(
            names = {"-A", "--append"},
            description = "Append value(s) to key instead of overwriting")
    private boolean append;

    @Option(
            names = {"-S", "--sync"},
            description = "Flushes content and checkpoints after completing put")
    private boolean sync;

    @Parameters(arity = "1..*", paramLabel = "key=value")
    private List<String> words = new ArrayList<>();

    KvsPutCommand(Console console) {
        super(console);
    }

    @Override
    protected boolean takesBytes() {
        return true;
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            Transaction transaction = new Transaction();
            for (String word : words) {
                int split = word.indexOf('=');
                if (split < 0) {
                    throw new CommandFailure("put: you must specify a value as key=value");
                }
                String key = word.substring(0, split);
                if (!SystemText.isText(key)) {
                    throw PicocliProgram.notText("put: key", key);
                }
                try {
                    add(transaction, key, word.substring(split + 1));
                } catch (FluxException e) {
                    throw failure(key, e);
                }
            }
            int flags = (noMerge ? KvsProtocol.NO_MERGE : 0) | (sync ? KvsProtocol.SYNC : 0);
            commit(client, flags, transaction);
        }
    }

    private void add(Transaction transaction, String key, String text) {
        byte[] value = (raw || treeobj) && text.equals("-") ? input() : SystemText.encode(text);
        if (treeobj) {
            transaction.put(key, object(value));
        } else if (append) {
            transaction.append(key, value);
        } else {
            transaction.put(key, value);
        }
    }

    private static Treeobj object(byte[] text) {
        try {
            return Treeobj.decode(text);
        } catch (FluxException e) {
            throw new FluxException(Errno.EPROTO);
        }
    }

    private byte[] input() {
        try {
            return console().in().readAllBytes();
        } catch (IOException e) {
            throw new CommandFailure("stdin: " + IoReason.of(e));
        }
    }
}
