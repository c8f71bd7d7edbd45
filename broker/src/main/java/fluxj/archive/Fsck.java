package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Failures;
import fluxj.format.Blobref;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Checks that everything that a root refers to is in the backing store: directories by loading
/// them, values by reading their blobs or asking for them, many at a time. With `repair`, what is
/// left of damaged values goes to `lost+found`, lost directories are unlinked, and a new checkpoint
/// is made.
public final class Fsck {
    /// @param verbose name everything that is checked, and each missing blob
    /// @param quiet say nothing but errors
    /// @param jobAware with `repair`, move whole jobs
    /// @param thorough read each blob of a value, where else the store is only asked whether it has
    ///   it
    /// @param root where to start; none for the last checkpoint
    /// @param now the time of a new checkpoint
    public record Options(
            boolean verbose,
            boolean quiet,
            boolean repair,
            boolean jobAware,
            boolean thorough,
            Optional<Blobref> root,
            Instant now) {}

    /// What was found.
    ///
    /// @param errors keys with something wrong
    public record Result(int errors, int repairs, int unlinked) {}

    private static final int WINDOW = 1000;

    /// Values may be long, and each one under way is in memory.
    private static final int THOROUGH_WINDOW = 16;

    private record Start(Blobref root, int sequence) {}

    private final ToolContext tool;
    private final Options options;
    private final ContentStore content;
    private final LostAndFound lostAndFound;
    private int errors;
    private int repairs;
    private int unlinked;

    /// A check that waits for [#run].
    public Fsck(ToolContext tool, Options options) {
        this.tool = tool;
        this.options = options;
        content = new ContentStore(tool.rpc(), true).verified();
        lostAndFound = new LostAndFound(content);
    }

    /// Does it.
    public Promise<Result> run() {
        return checkStopped()
                .flatMap(_ -> start())
                .flatMap(start -> request(start.root()).flatMap(request -> check(start, request)))
                .map(
                        _ -> {
                            if (options.repair() && (repairs > 0 || options.verbose())) {
                                tool.printer().note("Total repairs: " + repairs);
                            }
                            if (options.repair() && (unlinked > 0 || options.verbose())) {
                                tool.printer().note("Total unlinked directories: " + unlinked);
                            }
                            return new Result(errors, repairs, unlinked);
                        });
    }

    private Promise<Empty> checkStopped() {
        if (!options.repair()) {
            return Promise.of(Empty.EMPTY);
        }
        return KvsState.isRunning(tool)
                .map(
                        running -> {
                            if (running) {
                                throw new FluxException(
                                        Errno.EBUSY,
                                        "please unload kvs module before using flux-fsck --repair");
                            }
                            return Empty.EMPTY;
                        });
    }

    private Promise<Start> start() {
        if (options.root().isPresent()) {
            return Promise.of(new Start(options.root().get(), 0));
        }
        return Failures.named("error fetching checkpoints", content.checkpoints())
                .map(
                        checkpoints -> {
                            if (checkpoints.isEmpty()) {
                                throw new FluxException(
                                        Errno.ENOENT,
                                        "error fetching checkpoints: " + Errno.ENOENT.text());
                            }
                            ContentStore.Checkpoint newest = checkpoints.getFirst();
                            tool.printer()
                                    .out(
                                            "Checking integrity of checkpoint from "
                                                    + localTime(newest.timestamp()));
                            return new Start(newest.root(), newest.sequence());
                        });
    }

    private static String localTime(double timestamp) {
        Instant instant = Instant.ofEpochSecond((long) timestamp);
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
        String text = local.toString();
        return local.getSecond() == 0 ? text + ":00" : text;
    }

    /// How to ask for a blob of a value: stores of flux-core before 0.77 cannot validate.
    private Promise<Function<Blobref, Promise<byte[]>>> request(Blobref any) {
        if (options.thorough()) {
            return Promise.of(content::probe);
        }
        Deferred<Function<Blobref, Promise<byte[]>>> known = new Deferred<>();
        content.validate(any)
                .then(
                        _ -> known.complete(content::validate),
                        error ->
                                known.complete(
                                        error.errno().equals(Errno.ENOSYS)
                                                ? content::probe
                                                : content::validate));
        return known;
    }

    private Promise<Empty> check(Start start, Function<Blobref, Promise<byte[]>> request) {
        Promise<Empty> walked =
                new TreeWalk(
                                content,
                                new TreeWalk.Options(
                                        '.', options.thorough() ? THOROUGH_WINDOW : WINDOW),
                                request,
                                new Checker())
                        .run(start.root());
        return walked.map(
                        done -> {
                            if (options.verbose() || errors > 0) {
                                tool.printer().note("Total errors: " + errors);
                            }
                            return done;
                        })
                .flatMap(
                        done ->
                                repairs + unlinked > 0
                                        ? content.load(start.root())
                                                .flatMap(bytes -> repair(start, bytes))
                                        : Promise.of(done));
    }

    private Promise<Empty> repair(Start start, byte[] bytes) {
        Dir root = ContentStore.directory(bytes);
        return lostAndFound
                .apply(root, this::movedJob)
                .flatMap(
                        blob ->
                                Failures.named(
                                        "failed to checkpoint updated root",
                                        content.checkpoint(
                                                new ContentStore.Checkpoint(
                                                        blob,
                                                        start.sequence() + 1,
                                                        options.now().toEpochMilli() / 1000.))))
                .map(
                        done -> {
                            say("Updated primary checkpoint to include lost+found");
                            return done;
                        });
    }

    private void movedJob(String id) {
        if (options.verbose()) {
            say("job " + id + " moved to lost+found");
        }
    }

    private void say(String line) {
        if (!options.quiet()) {
            tool.printer().note(line);
        }
    }

    private final class Checker implements TreeWalk.Visitor {
        @Override
        public void visit(String path, Treeobj entry) {
            if (options.verbose()) {
                say(path);
            }
        }

        @Override
        public void blobs(String path, Treeobj.Valref value, List<Part> parts) {
            int missing = 0;
            int bad = 0;
            String last = "";
            List<Blobref> good = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                FluxException error = parts.get(i).error();
                if (error == null) {
                    good.add(value.blobs().get(i));
                    continue;
                }
                bad++;
                boolean gone = error.errno().equals(Errno.ENOENT);
                missing += gone ? 1 : 0;
                String what = gone ? "missing blobref" : "error retrieving blobref";
                String why = gone ? "" : ": " + error.errno().text();
                last = what + "(s)" + why;
                if (options.verbose()) {
                    tool.printer().note(path + ": " + what + " index=" + i + why);
                }
            }
            if (bad == 0) {
                return;
            }
            if (!options.verbose()) {
                tool.printer().note(path + ": " + last);
            }
            errors++;
            if (options.repair() && bad == missing) {
                lostAndFound.move(
                        path,
                        good.isEmpty() ? Treeobj.Val.of(new byte[0]) : new Treeobj.Valref(good));
                repairs++;
                say(path + " repaired and moved to lost+found");
                if (options.jobAware()) {
                    lostAndFound.moveJobOf(path);
                }
            }
        }

        @Override
        public void fault(String path, Fault fault, FluxException error) {
            errors++;
            if (fault != Fault.LOAD) {
                tool.printer().note(path + ": " + fault.text());
                return;
            }
            boolean gone = error.errno().equals(Errno.ENOENT);
            if (path.isEmpty() && options.repair()) {
                tool.printer().note("cannot load root tree object: " + error.errno().text());
                return;
            }
            tool.printer()
                    .note(
                            path
                                    + (gone
                                            ? ": missing dirref blobref"
                                            : ": error retrieving dirref blobref: "
                                                    + error.errno().text()));
            if (options.repair() && gone) {
                lostAndFound.unlink(path);
                unlinked++;
                say(path + " unlinked due to missing blobref");
            }
        }
    }
}
