package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;

/// The flags of one request, taken apart.
///
/// @param lookup those that the kvs looks at
record WatchMode(
        boolean watch,
        boolean stream,
        boolean waitCreate,
        boolean everyCommit,
        boolean unique,
        boolean append,
        boolean sentinel,
        int lookup) {
    private static final int LOOKUP_FLAGS =
            KvsProtocol.READDIR | KvsProtocol.READLINK | KvsProtocol.TREEOBJ;

    /// Reads the flags of a request.
    ///
    /// @throws FluxException EPROTO or EINVAL in Flux's words
    static WatchMode of(int flags, boolean streaming) {
        boolean watch = has(flags, KvsProtocol.WATCH);
        boolean stream = has(flags, KvsProtocol.STREAM);
        if (watch && !streaming) {
            throw new FluxException(
                    Errno.EPROTO, "KVS watch request rejected without streaming RPC flag");
        }
        if (stream && !streaming) {
            throw new FluxException(
                    Errno.EPROTO, "KVS stream request rejected without streaming RPC flag");
        }
        if (watch && stream) {
            throw new FluxException(Errno.EINVAL, "Cannot KVS watch and stream at the same time");
        }
        boolean every = has(flags, KvsProtocol.WATCH_FULL);
        boolean unique = has(flags, KvsProtocol.WATCH_UNIQ);
        boolean append = has(flags, KvsProtocol.WATCH_APPEND);
        boolean sentinel = has(flags, KvsProtocol.WATCH_INITIAL_SENTINEL);
        if (!watch && (every || unique || append || sentinel)) {
            throw new FluxException(Errno.EINVAL, "Must set KVS watch flag with other watch flags");
        }
        if (sentinel && !append) {
            throw new FluxException(
                    Errno.EINVAL, "Must set KVS watch append flag with initial sentinel flag");
        }
        int lookup = flags & LOOKUP_FLAGS;
        return new WatchMode(
                watch,
                stream,
                has(flags, KvsProtocol.WAITCREATE),
                every,
                unique,
                append,
                sentinel,
                append || stream ? lookup | KvsProtocol.TREEOBJ : lookup);
    }

    /// True when one answer is all that is wanted.
    boolean once() {
        return !watch && !stream;
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
