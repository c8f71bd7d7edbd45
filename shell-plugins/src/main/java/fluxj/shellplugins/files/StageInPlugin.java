package fluxj.shellplugins.files;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.AsyncLoop;
import fluxj.filemap.FileExtract;
import fluxj.filemap.Fileref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.Globs;
import fluxj.services.kvs.KvsProtocol;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Brings files of archives to each node before tasks start, or once to a place that all nodes see
/// (option `stage-in`).
final class StageInPlugin implements ShellPlugin {
    private static final String LOCAL = "local:";
    private static final String GLOBAL = "global:";
    private static final List<String> MEMBERS = List.of("names", "tags", "pattern", "destination");

    /// @param names of the archives
    /// @param pattern which of their paths; all when absent
    /// @param once true for the leader alone
    private record Wish(
            List<String> names,
            Optional<String> pattern,
            Optional<String> directory,
            boolean once) {}

    private final ShellContext shell;
    private int files;
    private long bytes;

    private StageInPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "stage-in";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new StageInPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        Optional<JsonValue> option = shell.options().value("stage-in");
        if (option.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Wish wish = wish(option.get() instanceof JsonObject members ? members : JsonObject.EMPTY);
        if (wish.once() && !shell.job().isLeader()) {
            return Promise.of(Empty.EMPTY);
        }
        String directory =
                wish.directory()
                        .or(() -> shell.environment().get("FLUX_JOB_TMPDIR"))
                        .orElseThrow(() -> invalid("FLUX_JOB_TMPDIR is not set"));
        Path base = shell.file(directory);
        long began = shell.reactor().nanoTime();
        return shell.reactor()
                .blocking(() -> check(base))
                .flatMap(
                        _ -> {
                            shell.log().debug("=> " + base);
                            return AsyncLoop.each(
                                    wish.names(), name -> extract(name, wish.pattern(), base));
                        })
                .map(
                        done -> {
                            double seconds = (shell.reactor().nanoTime() - began) / 1e9;
                            shell.log()
                                    .debug(
                                            files
                                                    + " files "
                                                    + Math.round(bytes / 1e5 / seconds) / 10.0
                                                    + "MB/s");
                            return done;
                        });
    }

    private Wish wish(JsonObject members) {
        for (String key : members.keys()) {
            if (!MEMBERS.contains(key)
                    || !(members.get(key).orElseThrow() instanceof JsonValue.Text)) {
                throw invalid("Error parsing stage_in shell option");
            }
        }
        Optional<String> tags = members.text("tags");
        if (tags.isPresent() && shell.job().isLeader()) {
            shell.log()
                    .warn(
                            "Setting stage-in.names to the value of deprecated option"
                                    + " stage-in.tags.");
        }
        List<String> names =
                Arrays.stream(tags.or(() -> members.text("names")).orElse("").split(",", -1))
                        .filter(name -> !name.isEmpty())
                        .toList();
        String destination = members.text("destination").orElse("");
        boolean once = destination.startsWith(GLOBAL);
        if (once || destination.startsWith(LOCAL)) {
            destination = destination.substring((once ? GLOBAL : LOCAL).length());
        } else if (destination.indexOf(':') >= 0) {
            throw invalid("destination prefix must be local: or global:");
        }
        return new Wish(
                names.isEmpty() ? List.of("main") : names,
                members.text("pattern"),
                Optional.of(destination).filter(path -> !path.isEmpty()),
                once);
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    private static Empty check(Path base) {
        Errno problem =
                Files.isDirectory(base)
                        ? Errno.EACCES
                        : Files.exists(base) ? Errno.ENOTDIR : Errno.ENOENT;
        if (problem.equals(Errno.EACCES) && Files.isExecutable(base)) {
            return Empty.EMPTY;
        }
        throw new FluxException(problem, "chdir " + base + ": " + problem.text());
    }

    private Promise<Empty> extract(String name, Optional<String> pattern, Path base) {
        return archive("archive." + name)
                .flatMap(
                        entries ->
                                new FileExtract(
                                                shell.rpc(),
                                                shell.reactor(),
                                                base,
                                                new FileExtract.Manner(true, false),
                                                this::count)
                                        .run(matching(entries, pattern)));
    }

    private void count(Fileref file) {
        files++;
        bytes += file.size().orElse(0L);
        shell.log().trace(file.line(true));
    }

    private Promise<List<JsonValue>> archive(String key) {
        Deferred<List<JsonValue>> entries = new Deferred<>();
        shell.rpc()
                .call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, key, 0))
                .map(found -> entries(key, Treeobj.of(found.val())))
                .then(
                        entries::complete,
                        error ->
                                entries.fail(
                                        new FluxException(
                                                error.errno(),
                                                "could not lookup "
                                                        + key
                                                        + " in primary KVS namespace: "
                                                        + error.getMessage())));
        return entries;
    }

    private static List<JsonValue> entries(String key, Treeobj value) {
        List<JsonValue> entries = new ArrayList<>();
        if (value instanceof Treeobj.Val text
                && JsonValue.parse(new String(text.bytes(), StandardCharsets.UTF_8))
                        instanceof JsonArray list) {
            list.forEach(entries::add);
            return entries;
        }
        throw new FluxException(Errno.EPROTO, key + " is no archive");
    }

    private static List<JsonValue> matching(List<JsonValue> entries, Optional<String> pattern) {
        return pattern.map(
                        glob ->
                                entries.stream()
                                        .filter(
                                                entry ->
                                                        entry instanceof JsonObject file
                                                                && Globs.matches(
                                                                        glob,
                                                                        file.text("path")
                                                                                .orElse("")))
                                        .toList())
                .orElse(entries);
    }
}
