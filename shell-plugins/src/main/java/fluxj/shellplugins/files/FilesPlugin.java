package fluxj.shellplugins.files;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.FileExtract;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes `attributes.system.files` of the jobspec, such as the script of a batch job, into
/// `FLUX_JOB_TMPDIR` of each node.
final class FilesPlugin implements ShellPlugin {
    private final ShellContext shell;

    private FilesPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "files";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new FilesPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        Optional<JsonValue> files =
                shell.job()
                        .jobspec()
                        .object("attributes")
                        .flatMap(attributes -> attributes.object("system"))
                        .flatMap(system -> system.get("files"));
        if (files.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Path directory =
                Path.of(
                        shell.environment()
                                .get("FLUX_JOB_TMPDIR")
                                .orElseThrow(
                                        () ->
                                                new FluxException(
                                                        Errno.ENOENT, "FLUX_JOB_TMPDIR not set")));
        return new FileExtract(
                        shell.rpc(),
                        shell.reactor(),
                        directory,
                        new FileExtract.Manner(true, false),
                        file ->
                                shell.log()
                                        .trace(
                                                "extracting file "
                                                        + file.path()
                                                        + " size="
                                                        + file.size().orElse(-1L)
                                                        + " mode=0"
                                                        + Integer.toOctalString(file.mode())))
                .run(entries(files.get()));
    }

    /// Files come as a list, or by their paths.
    private static List<JsonValue> entries(JsonValue files) {
        List<JsonValue> entries = new ArrayList<>();
        if (files instanceof JsonArray list) {
            list.forEach(entries::add);
        } else if (files instanceof JsonObject byPath) {
            for (String path : byPath.keys()) {
                JsonValue file = byPath.get(path).orElseThrow();
                boolean named =
                        !(file instanceof JsonObject object) || object.get("path").isPresent();
                entries.add(named ? file : ((JsonObject) file).with("path", JsonValue.of(path)));
            }
        }
        return entries;
    }
}
