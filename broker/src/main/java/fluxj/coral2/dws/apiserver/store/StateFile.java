package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/// The objects of a store in a file, so that they outlive the process, though not the loss of
/// power: a line that says what the file is, then one for each object and each change. A line that
/// a process was killed over does not count. Whoever watched before is told 410. Confined, as the
/// store is.
public final class StateFile implements AutoCloseable {
    private static final String FORMAT = "rabbit_sim_state";
    private static final int FORMAT_VERSION = 1;
    private static final String VERSION = "version";
    private static final String GONE = "gone";

    /// How many lines there may be at least before it is written anew.
    private static final int FEW_LINES = 10_000;

    /// How many lines an object may have then.
    private static final int LINES_PER_OBJECT = 4;

    private final Path file;
    private final ObjectStore store;
    private final Consumer<IOException> onFailure;
    private FileChannel channel;
    private int lines;

    private StateFile(
            Path file, ObjectStore store, Consumer<IOException> onFailure, FileChannel channel) {
        this.file = file;
        this.store = store;
        this.onFailure = onFailure;
        this.channel = channel;
    }

    /// Fills a new store with what a file has, and keeps there what happens to it from now on.
    ///
    /// @param file made when it is not there
    /// @param onFailure told once when a change could not be kept; none is after that
    /// @throws IOException when it cannot be read or written, or is something else
    public static StateFile open(Path file, ObjectStore store, Consumer<IOException> onFailure)
            throws IOException {
        if (Files.exists(file)) {
            load(file, store);
        }
        StateFile state = new StateFile(file, store, onFailure, written(file, store));
        for (ApiKind kind : ApiKinds.all()) {
            store.watch(kind, store.version(), change -> state.onChange(kind, change));
        }
        return state;
    }

    private static void load(Path file, ObjectStore store) throws IOException {
        String text = Files.readString(file);
        List<String> whole = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        long version = 0;
        for (int i = 0; i < whole.size(); i++) {
            try {
                JsonObject line = JsonObject.parse(whole.get(i));
                version = Math.max(version, i == 0 ? header(line) : restore(line, store));
            } catch (JsonException | IllegalArgumentException | ApiException e) {
                throw new IOException("line " + (i + 1) + " is no state of rabbit-sim", e);
            }
        }
        if (whole.isEmpty() && !text.isEmpty()) {
            throw new IOException("line 1 is no state of rabbit-sim");
        }
        store.resume(version);
    }

    private static long header(JsonObject line) {
        if (line.whole(FORMAT).orElse(0L) != FORMAT_VERSION) {
            throw new IllegalArgumentException(FORMAT);
        }
        return line.whole(VERSION).orElseThrow(() -> new IllegalArgumentException(VERSION));
    }

    private static long restore(JsonObject line, ObjectStore store) {
        ApiKind kind =
                ObjectStore.kind(line.text("group").orElse(""), line.text("plural").orElse(""));
        JsonObject object = line.object("object").orElse(JsonObject.EMPTY);
        store.restore(kind, object, line.bool(GONE).orElse(false));
        return Metadata.version(object);
    }

    private static String line(ApiKind kind, JsonObject object, boolean gone) {
        JsonObject.Builder line =
                JsonObject.builder().put("group", kind.group()).put("plural", kind.plural());
        if (gone) {
            line.put(GONE, JsonValue.of(true));
        }
        return line.put("object", object).build() + "\n";
    }

    /// Writes a file of what there is in the place of the last one.
    private static FileChannel written(Path file, ObjectStore store) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        try {
            JsonObject header =
                    JsonObject.builder()
                            .put(FORMAT, FORMAT_VERSION)
                            .put(VERSION, store.version())
                            .build();
            write(channel, header + "\n");
            for (ApiKind kind : ApiKinds.all()) {
                for (JsonObject each : store.list(kind, Filter.of("", "", ""), 0, "").items()) {
                    write(channel, line(kind, each, false));
                }
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    private static void write(FileChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void onChange(ApiKind kind, Change change) {
        if (!channel.isOpen()) {
            return;
        }
        try {
            write(channel, line(kind, change.object(), change.type() == Change.Type.DELETED));
            lines++;
            if (lines > FEW_LINES && lines > LINES_PER_OBJECT * objects()) {
                FileChannel last = channel;
                channel = written(file, store);
                lines = 0;
                last.close();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private int objects() {
        return ApiKinds.all().stream().mapToInt(store::count).sum();
    }

    private void fail(IOException error) {
        try {
            channel.close();
        } catch (IOException e) {
            error.addSuppressed(e);
        }
        onFailure.accept(error);
    }

    /// Keeps nothing more.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
