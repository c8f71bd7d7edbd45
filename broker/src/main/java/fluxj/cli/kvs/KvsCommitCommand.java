package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonObject;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import picocli.CommandLine.Option;

import java.nio.charset.StandardCharsets;

/// A command that changes a namespace and may tell the new root.
public abstract class KvsCommitCommand extends KvsCommand {
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
    public final void commit(FluxClient client, int flags, Transaction transaction) {
        JsonObject root;
        try {
            root = commit(client, namespace(), flags, transaction);
        } catch (FluxException e) {
            throw failure(treeobjRoot || blobref || sequence ? getter() : "flux_kvs_commit", e);
        }
        if (treeobjRoot) {
            console().out().println(dirref(root));
        } else if (blobref) {
            console().out().println(root.text("rootref").orElse(""));
        } else if (sequence) {
            console().out().println(root.whole("rootseq").orElse(0L));
        }
    }

    private String getter() {
        if (treeobjRoot) {
            return "flux_kvs_commit_get_treeobj";
        }
        return blobref ? "flux_kvs_commit_get_rootref" : "flux_kvs_commit_get_sequence";
    }

    /// Commits to a namespace.
    public static JsonObject commit(
            FluxClient client, String namespace, int flags, Transaction transaction) {
        return client.call(
                "kvs.commit",
                Message.NODEID_ANY,
                JsonObject.builder()
                        .put("namespace", namespace)
                        .put("flags", flags)
                        .put("ops", transaction.ops())
                        .build());
    }

    /// The root of an answer as an object of RFC 11.
    static String dirref(JsonObject root) {
        String reference = root.text("rootref").orElse("");
        try {
            return new String(
                    new Treeobj.Dirref(Blobref.parse(reference)).encode(), StandardCharsets.UTF_8);
        } catch (FormatException e) {
            throw new CommandFailure("not a blob reference: " + reference);
        }
    }
}
