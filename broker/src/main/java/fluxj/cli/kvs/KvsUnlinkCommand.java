package fluxj.cli.kvs;

import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

@Command(name = "unlink", description = "Remove key", sortOptions = false)
final class KvsUnlinkCommand extends KvsCommitCommand {
    @Option(
            names = {"-R", "--recursive"},
            description = "Remove directory contents recursively")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "ignore nonexistent files")
    private boolean force;

    @Parameters(arity = "1..*", paramLabel = "key")
    private List<String> keys = new ArrayList<>();

    KvsUnlinkCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            KvsView view = view(client);
            Transaction transaction = new Transaction();
            for (String key : keys) {
                try {
                    check(view, key);
                    transaction.unlink(key);
                } catch (FluxException e) {
                    throw failure("cannot unlink '" + key + "'", e);
                }
            }
            commit(client, 0, transaction);
        }
    }

    /// Refuses what may not go. A key that is not there is unlinked all the same when that is no
    /// error, as flux-core does: it changes nothing, and no commit is empty.
    private void check(KvsView view, String key) {
        Treeobj object;
        try {
            object = view.find(key, KvsProtocol.TREEOBJ);
        } catch (FluxException e) {
            if (force && e.errno().equals(Errno.ENOENT)) {
                return;
            }
            throw e;
        }
        boolean empty =
                recursive
                        || switch (object) {
                            case Dir dir -> dir.isEmpty();
                            case Treeobj.Dirref _ -> view.directory(key).isEmpty();
                            case Treeobj.Val _, Treeobj.Valref _, Symlink _ -> true;
                        };
        if (!empty) {
            throw new FluxException(Errno.ENOTEMPTY);
        }
    }
}
