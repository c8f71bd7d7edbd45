package fluxj.treeobj;

import fluxj.format.Blobref;
import fluxj.json.JsonBytes;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the canonical bytes. A loop, so that directories inside directories cannot exhaust the
/// stack.
final class TreeobjWriter {
    private static final byte[] OPEN = ascii("{\"data\":");
    private static final byte[] CLOSE_DIR = ascii("},\"type\":\"dir\",\"ver\":1}");
    private static final byte[] CLOSE_DIRREF = ascii("],\"type\":\"dirref\",\"ver\":1}");
    private static final byte[] CLOSE_VAL = ascii(",\"type\":\"val\",\"ver\":1}");
    private static final byte[] CLOSE_VALREF = ascii("],\"type\":\"valref\",\"ver\":1}");
    private static final byte[] CLOSE_SYMLINK = ascii("},\"type\":\"symlink\",\"ver\":1}");
    private static final byte[] NAMESPACE = ascii("\"namespace\":");
    private static final byte[] TARGET = ascii("\"target\":");

    /// What surrounds the data of an object and its name, at most.
    private static final int FRAME = 40;

    /// The text of a blob reference with its quotes and comma, at most.
    private static final int REFERENCE = 75;

    private final JsonBytes to;

    /// A directory of which some entries are written.
    private static final class Level {
        private final @Nullable Level outer;
        private final Dir dir;
        private int next;

        Level(@Nullable Level outer, Dir dir) {
            this.outer = outer;
            this.dir = dir;
        }
    }

    private TreeobjWriter(int size) {
        to = new JsonBytes(size);
    }

    /// The canonical bytes of an object.
    static byte[] encode(Treeobj object) {
        TreeobjWriter writer = new TreeobjWriter(size(object));
        writer.write(object);
        return writer.to.bytes();
    }

    /// About how many bytes an object takes, directories in a directory apart: seldom too few,
    /// which only costs time.
    private static int size(Treeobj object) {
        long size =
                FRAME
                        + switch (object) {
                            case Treeobj.Val(String base64) -> base64.length();
                            case Treeobj.Valref(var blobs) -> (long) blobs.size() * REFERENCE;
                            case Treeobj.Dirref(var blobs) -> (long) blobs.size() * REFERENCE;
                            case Symlink(String target, var _) -> target.length() + 2L * FRAME;
                            case Dir dir -> {
                                long entries = 0;
                                for (int i = 0; i < dir.size(); i++) {
                                    Treeobj entry = dir.entryAt(i);
                                    entries += dir.nameAt(i).length() + FRAME;
                                    entries += entry instanceof Dir ? 0 : size(entry);
                                }
                                yield entries;
                            }
                        };
        return (int) Math.min(size, Integer.MAX_VALUE - 8L);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void write(Treeobj object) {
        Treeobj here = object;
        Level level = null;
        while (true) {
            to.put(OPEN);
            if (here instanceof Dir dir) {
                to.put('{');
                level = new Level(level, dir);
            } else {
                leaf(here);
            }
            while (level != null && level.next == level.dir.size()) {
                to.put(CLOSE_DIR);
                level = level.outer;
            }
            if (level == null) {
                return;
            }
            if (level.next > 0) {
                to.put(',');
            }
            to.quoted(level.dir.nameAt(level.next));
            to.put(':');
            here = level.dir.entryAt(level.next++);
        }
    }

    private void leaf(Treeobj object) {
        switch (object) {
            case Treeobj.Val(String base64) -> {
                to.quoted(base64);
                to.put(CLOSE_VAL);
            }
            case Treeobj.Valref(var blobs) -> references(blobs, CLOSE_VALREF);
            case Treeobj.Dirref(var blobs) -> references(blobs, CLOSE_DIRREF);
            case Symlink(String target, var namespace) -> {
                to.put('{');
                if (namespace.isPresent()) {
                    to.put(NAMESPACE);
                    to.quoted(namespace.get());
                    to.put(',');
                }
                to.put(TARGET);
                to.quoted(target);
                to.put(CLOSE_SYMLINK);
            }
            case Dir _ -> throw new IllegalStateException("a directory is no leaf");
        }
    }

    private void references(List<Blobref> blobs, byte[] close) {
        for (int i = 0; i < blobs.size(); i++) {
            to.put(i == 0 ? '[' : ',');
            to.put('"');
            to.put(REFERENCE, blobs.get(i)::write);
            to.put('"');
        }
        to.put(close);
    }
}
