package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

@Command(name = "ls", description = "List directory", sortOptions = false)
final class KvsListCommand extends KvsCommand {
    @Option(
            names = {"-R", "--recursive"},
            description = "List directory recursively")
    private boolean recursive;

    @Option(
            names = {"-d", "--directory"},
            description = "List directory instead of contents")
    private boolean directory;

    @Option(
            names = {"-w", "--width"},
            paramLabel = "ARG",
            description = "Set output width to COLS.  0 means no limit")
    private int asked = -1;

    @Option(
            names = {"-1", "--1"},
            description = "Force one entry per line")
    private boolean single;

    @Option(
            names = {"-F", "--classify"},
            description = "Append indicator (one of .@) to entries")
    private boolean classify;

    @Parameters(arity = "0..*", paramLabel = "key")
    private List<String> keys = new ArrayList<>();

    private final List<String> directories = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private int width;
    private boolean failed;

    KvsListCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        width = single ? 1 : Width.of(console(), asked);
        try (FluxClient client = console().connect()) {
            KvsView view = view(client);
            for (String key : keys.isEmpty() ? List.of(".") : keys) {
                sortOut(view, key);
            }
            Collections.sort(others, Dir.BY_UTF8);
            Collections.sort(directories, Dir.BY_UTF8);
            if (!others.isEmpty()) {
                List<String> noMarks = Collections.nCopies(others.size(), "");
                console().out().print(Columns.of(others, noMarks, width));
            }
            boolean label = recursive || !others.isEmpty() || directories.size() > 1;
            boolean gap = !others.isEmpty();
            for (String key : directories) {
                print(view, key, label, gap);
                gap = true;
            }
        }
        if (failed) {
            throw new CommandFailure("");
        }
    }

    /// Decides whether a key is shown by its name or by what is in it.
    private void sortOut(KvsView view, String word) {
        int end = word.length();
        while (end > 1 && word.charAt(end - 1) == '.') {
            end--;
        }
        String key = word.substring(0, end);
        Treeobj object;
        try {
            if (key.isEmpty()) {
                throw failure("flux_kvs_lookup", new FluxException(Errno.EINVAL));
            }
            object = view.find(key, KvsProtocol.TREEOBJ);
        } catch (FluxException e) {
            refuse(key, e.errno());
            return;
        }
        boolean mustBeDirectory = end < word.length();
        switch (object) {
            case Dir _, Treeobj.Dirref _ -> {
                if (directory) {
                    others.add(classify ? key + "." : key);
                } else {
                    directories.add(key);
                }
            }
            case Treeobj.Val _, Treeobj.Valref _ -> {
                if (mustBeDirectory) {
                    refuse(key, Errno.ENOTDIR);
                } else {
                    others.add(key);
                }
            }
            case Symlink _ -> {
                if (mustBeDirectory) {
                    refuse(key, Errno.ENOTDIR);
                } else if (classify) {
                    others.add(key + "@");
                } else if (directory || !leadsToDirectory(view, key)) {
                    others.add(key);
                } else {
                    directories.add(key);
                }
            }
        }
    }

    private void refuse(String key, Errno why) {
        console().err().println(key + ": " + why.text());
        failed = true;
    }

    private static boolean leadsToDirectory(KvsView view, String key) {
        try {
            view.find(key, 0);
            return false;
        } catch (FluxException e) {
            if (e.errno().equals(Errno.EISDIR)) {
                return true;
            }
            if (e.errno().equals(Errno.ENOENT)) {
                return false;
            }
            throw failure(key, e);
        }
    }

    private void print(KvsView view, String key, boolean label, boolean gap) {
        KvsWalk at;
        try {
            at = KvsWalk.at(key, view.directory(key));
        } catch (FluxException e) {
            throw failure(key, e);
        }
        print(at, label, gap);
        while (recursive && at != null) {
            int index = at.next();
            if (index == at.dir().size()) {
                at = at.above();
            } else if (mark(at.dir().entryAt(index)).equals(".")) {
                at = KvsDirCommand.enter(view, at, index);
                print(at, label, true);
            }
        }
    }

    private void print(KvsWalk at, boolean label, boolean gap) {
        Dir dir = at.dir();
        if (label) {
            console().out().println((gap ? "\n" : "") + at.key() + ":");
        }
        List<String> names = new ArrayList<>(dir.size());
        List<String> marks = new ArrayList<>(dir.size());
        dir.forEach(
                (name, entry) -> {
                    names.add(name);
                    marks.add(classify ? mark(entry) : "");
                });
        console().out().print(Columns.of(names, marks, width));
    }

    private static String mark(Treeobj entry) {
        return switch (entry) {
            case Dir _, Treeobj.Dirref _ -> ".";
            case Symlink _ -> "@";
            case Treeobj.Val _, Treeobj.Valref _ -> "";
        };
    }
}
