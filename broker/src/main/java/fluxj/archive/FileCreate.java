package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.AsyncLoop;
import fluxj.filemap.Failures;
import fluxj.filemap.Fileref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.SparseFiles;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.treeobj.Treeobj;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts files into an archive. Large ones are stored as blobs, or only mapped by the broker of rank
/// 0.
public final class FileCreate {
    /// @param base what relative paths are relative to
    /// @param hash the hash of the content store
    /// @param chunkSize the largest blob; 0 for no limit
    /// @param smallFile what is no larger goes into the key itself
    public record Encoding(
            Path base, HashType hash, int chunkSize, int smallFile, SparseFiles sparse) {}

    /// @param verbose name each file
    /// @param preserve refer to all blobs, so that they outlive the instance
    /// @param mmap map large files rather than store them
    public record Options(
            boolean verbose, boolean overwrite, boolean append, boolean preserve, boolean mmap) {}

    private static final int STORES = 8;

    private final FileArchive archive;
    private final Options options;
    private final Encoding encoding;
    private final ToolContext tool;
    private final ContentStore content;
    private final FileReader reader;
    private final List<JsonValue> entries = new ArrayList<>();
    private final List<JsonObject> references = new ArrayList<>();
    private final RequestWindow window = new RequestWindow(STORES, () -> {});

    /// An archive to be made by [#run].
    public FileCreate(FileArchive archive, Options options, Encoding encoding) {
        this.archive = archive;
        this.options = options;
        this.encoding = encoding;
        tool = archive.tool();
        content = new ContentStore(tool.rpc(), false);
        reader =
                new FileReader(
                        new FileReader.Options(
                                encoding.base(),
                                encoding.hash(),
                                encoding.chunkSize(),
                                encoding.smallFile(),
                                encoding.sparse()));
    }

    /// Adds all files below these paths, and then sets the key.
    public Promise<Empty> run(List<String> paths) {
        return prepare()
                .flatMap(_ -> AsyncLoop.each(paths, this::addTree))
                .flatMap(_ -> window.idle())
                .flatMap(_ -> Failures.named("kvs commit", commit()));
    }

    private Promise<Empty> prepare() {
        if (options.overwrite()) {
            return archive.remove(true);
        }
        return archive.find()
                .map(
                        found -> {
                            if (found.isPresent() && !options.append()) {
                                throw new FluxException(
                                        Errno.EEXIST, archive.key() + ": key exists");
                            }
                            found.ifPresent(entries::addAll);
                            return Empty.EMPTY;
                        });
    }

    private Promise<Empty> addTree(String path) {
        return tool.reactor()
                .blocking(() -> reader.walk(path))
                .flatMap(paths -> AsyncLoop.each(paths, this::add));
    }

    private Promise<Empty> add(String path) {
        if (options.verbose()) {
            tool.printer().out(path);
        }
        return tool.reactor()
                .blocking(() -> reader.describe(path))
                .flatMap(
                        entry -> {
                            entries.add(entry);
                            Fileref file = Fileref.of(entry);
                            if (!file.encoding().orElse("").equals("blobvec")) {
                                return Promise.of(Empty.EMPTY);
                            }
                            return options.mmap()
                                    ? map(path)
                                    : AsyncLoop.each(file.blobs(), blob -> store(path, blob));
                        });
    }

    private Promise<Empty> map(String path) {
        return Failures.named(
                path,
                tool.reactor()
                        .blocking(() -> reader.resolve(path).toRealPath().toString())
                        .flatMap(
                                real ->
                                        tool.rpc()
                                                .call(
                                                        ContentProtocol.MMAP_ADD,
                                                        0,
                                                        new ContentProtocol.Mapping(
                                                                real,
                                                                encoding.chunkSize(),
                                                                archive.name()))));
    }

    private Promise<Empty> store(String path, Fileref.Blob blob) {
        FluxException failure = window.failure();
        if (failure != null) {
            throw failure;
        }
        if (options.preserve()) {
            references.add(
                    KvsKeys.put(
                            archive.blobsKey() + "." + references.size(),
                            new Treeobj.Valref(List.of(blob.ref()))));
        }
        return tool.reactor()
                .blocking(() -> reader.read(path, blob))
                .flatMap(
                        bytes -> {
                            window.add(
                                    () ->
                                            Failures.named(
                                                    path + ": error storing blob",
                                                    content.store(bytes)),
                                    _ -> {});
                            return window.isOpen() ? Promise.of(Empty.EMPTY) : window.idle();
                        });
    }

    private Promise<Empty> commit() {
        String json = JsonArray.of(entries.toArray(new JsonValue[0])).toString();
        List<JsonObject> operations = new ArrayList<>(references);
        operations.add(
                KvsKeys.put(archive.key(), Treeobj.Val.of(json.getBytes(StandardCharsets.UTF_8))));
        return archive.keys().commit(operations);
    }
}
