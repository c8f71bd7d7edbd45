package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import picocli.CommandLine.Option;

import java.nio.charset.StandardCharsets;

/// A command that changes a namespace and may tell the new root.
abstract class KvsCommitCommand extends KvsCommand {
    @Option(
            names = {"-O", "--treeobj-root"},
            description = "Output resulting RFC11 root")
    private boolean treeobjRoot;

    @Option(
            names = {"-b", "--blobref"},
            description = "Output blobref of resulting root")
    private boolean blobref;

    @Option(
            names = {"-s", "--sequence"},
            description = "Output sequence of resulting root")
    private boolean sequence;

    protected KvsCommitCommand(Console console) {
        super(console);
    }

    /// Commits and prints what was asked for.
    final void commit(FluxClient client, int flags, Transaction transaction) {
        Root root;
        try {
            root = commit(client, namespace(), flags, transaction);
        } catch (FluxException e) {
            throw failure(treeobjRoot || blobref || sequence ? getter() : "flux_kvs_commit", e);
        }
        if (treeobjRoot) {
            console().out().println(dirref(root.rootref()));
        } else if (blobref) {
            console().out().println(root.rootref());
        } else if (sequence) {
            console().out().println(root.rootseq());
        }
    }

    private String getter() {
        if (treeobjRoot) {
            return "flux_kvs_commit_get_treeobj";
        }
        return blobref ? "flux_kvs_commit_get_rootref" : "flux_kvs_commit_get_sequence";
    }

    /// Commits to a namespace.
    static Root commit(FluxClient client, String namespace, int flags, Transaction transaction) {
        return client.call(
                KvsProtocol.COMMIT,
                Message.NODEID_ANY,
                new KvsProtocol.Commit(namespace, flags, transaction.ops()));
    }

    /// A root as an object of RFC 11.
    static String dirref(String reference) {
        try {
            return new String(
                    new Treeobj.Dirref(Blobref.parse(reference)).encode(), StandardCharsets.UTF_8);
        } catch (FormatException e) {
            throw new CommandFailure("not a blob reference: " + reference);
        }
    }
}
