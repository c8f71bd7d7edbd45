package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "dir", description = "Display all keys under directory", sortOptions = false)
final class KvsDirCommand extends KvsCommand {
    @Option(
            names = {"-R", "--recursive"},
            description = "Recursively display keys under subdirectories")
    private boolean recursive;

    @Option(
            names = {"-d", "--directory"},
            description = "List directory entries and not values")
    private boolean namesOnly;

    @Option(
            names = {"-w", "--width"},
            paramLabel = "ARG",
            description = "Set output width to COLS.  0 means no limit")
    private int asked = -1;

    @Option(
            names = {"-a", "--at"},
            paramLabel = "ARG",
            description = "Lookup relative to RFC 11 snapshot reference")
    private Optional<String> at = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "key")
    private List<String> keys = new ArrayList<>();

    private int width;

    KvsDirCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (keys.size() > 1) {
            throw new CommandFailure("dir: specify zero or one directory");
        }
        width = Width.of(console(), asked);
        String key = keys.isEmpty() ? "." : keys.getFirst();
        try (FluxClient client = console().connect()) {
            KvsView view = view(client, at);
            print(view, KvsWalk.at(key, directory(view, key)));
        }
    }

    private static Dir directory(KvsView view, String key) {
        try {
            return view.directory(key);
        } catch (FluxException e) {
            throw failure(key, e);
        }
    }

    private void print(KvsView view, KvsWalk start) {
        KvsWalk at = start;
        while (at != null) {
            int index = at.next();
            if (index == at.dir().size()) {
                at = at.above();
                continue;
            }
            String key = at.keyAt(index);
            switch (at.dir().entryAt(index)) {
                case Symlink(String target, Optional<String> namespace) ->
                        console()
                                .out()
                                .println(
                                        key
                                                + " -> "
                                                + namespace.map(name -> name + "::").orElse("")
                                                + target);
                case Dir _, Treeobj.Dirref _ -> {
                    KvsWalk below = recursive ? enter(view, at, index) : at;
                    if (!recursive || below.dir().isEmpty()) {
                        console().out().println(key + ".");
                    } else {
                        at = below;
                    }
                }
                case Treeobj.Val _, Treeobj.Valref _ -> printValue(view, key);
            }
        }
    }

    /// Goes into the directory that is an entry.
    static KvsWalk enter(KvsView view, KvsWalk at, int index) {
        try {
            return at.enter(view, index);
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ELOOP) || e.errno().equals(Errno.ENAMETOOLONG)) {
                throw new CommandFailure(at.keyAt(index) + ": " + e.text());
            }
            throw failure(at.keyAt(index), e);
        }
    }

    private void printValue(KvsView view, String key) {
        if (namesOnly) {
            console().out().println(key);
            return;
        }
        try {
            console().out().writeBytes(ValueLine.of(key, view.value(key), width));
        } catch (FluxException e) {
            throw failure(key, e);
        }
    }
}
