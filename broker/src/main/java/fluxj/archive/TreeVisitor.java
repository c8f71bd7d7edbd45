package fluxj.archive;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a [TreeWalk] calls. A [FluxException] from any of these ends the walk with that error.
interface TreeVisitor {
    /// One blob of a value: what is in it, or why they could not be had.
    record Part(Payload content, @Nullable FluxException error) {}

    /// What may be wrong with a directory.
    enum Fault {
        /// A reference to more or less than one blob.
        BADCOUNT("dirref blobref count is not 1"),
        /// No such blob, or the store has failed.
        LOAD("could not load content"),
        /// A blob that is no valid object.
        DECODE("could not decode tree object"),
        /// An object of another kind.
        NOTDIR("dirref references non-directory");

        private final String text;

        Fault(String text) {
            this.text = text;
        }

        /// In words.
        String text() {
            return text;
        }
    }

    /// Every entry, before anything else is done with it.
    default void visit(String path, Treeobj entry) {}

    /// Whether to go into a directory that is a blob.
    default boolean descends(String path, Blobref directory) {
        return true;
    }

    /// A value inside its directory.
    default void value(String path, Treeobj.Val value) {}

    /// A link.
    default void symlink(String path, Symlink link) {}

    /// A value of blobs, when all of them have been asked for.
    default void blobs(String path, Treeobj.Valref value, List<Part> parts) {}

    /// A directory that cannot be walked.
    void fault(String path, Fault fault, FluxException error);

    /// False holds the walk up until [TreeWalk#resume].
    default boolean isReady() {
        return true;
    }
}
