package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.time.Duration;
import java.util.List;

/// The arguments of `module.load` (spec services 1).
///
/// @param purgeTargetSize bytes; above it, what is old is forgotten
/// @param purgeOldEntry how long nobody wanted what is old
/// @param flushBatchLimit how many stores the backing store has at once
/// @param blobSizeLimit bytes of the largest blob
/// @param dirtySizeLimit bytes that may wait for the backing store before stores wait with them;
///   ours, flux-core has no such limit
record ContentSettings(
        long purgeTargetSize,
        Duration purgeOldEntry,
        int flushBatchLimit,
        long blobSizeLimit,
        long dirtySizeLimit) {
    private static final long MAX_U32 = 0xffffffffL;
    private static final long MIB = 1 << 20;

    /// A quarter of the memory there is, within reason: what waits is what can not be forgotten.
    private static long defaultDirtyLimit() {
        return Math.max(64 * MIB, Runtime.getRuntime().maxMemory() / 4);
    }

    static ContentSettings of(List<String> arguments) {
        long target = 16 * MIB;
        long old = 10;
        long batch = 256;
        long blob = 1024 * MIB;
        long dirty = defaultDirtyLimit();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals + 1);
            switch (key) {
                case "purge-target-size=" -> target = number(argument, equals);
                case "purge-old-entry=" -> old = number(argument, equals);
                case "flush-batch-limit=" -> batch = number(argument, equals);
                case "blob-size-limit=" -> blob = number(argument, equals);
                case "dirty-size-limit=" -> dirty = number(argument, equals);
                default ->
                        throw new FluxException(Errno.EINVAL, "unknown module option: " + argument);
            }
        }
        return new ContentSettings(
                target,
                Duration.ofSeconds(old),
                Math.clamp(batch, 1, Integer.MAX_VALUE),
                blob,
                dirty);
    }

    private static long number(String argument, int equals) {
        long value;
        try {
            value = Long.parseLong(argument, equals + 1, argument.length(), 10);
        } catch (NumberFormatException _) {
            value = -1;
        }
        if (value < 0 || value > MAX_U32) {
            throw new FluxException(Errno.EINVAL, "error parsing " + argument);
        }
        return value;
    }
}
