package fluxj.subprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.Map;

/// The options of one stream of a command: `<stream>_BUFSIZE` and `<stream>_LINE_BUFFER`.
record StreamOptions(int bufferSize, boolean lineBuffered) {
    static final int DEFAULT_BUFFER_SIZE = 4 << 20;

    static StreamOptions of(Map<String, String> opts, String stream) {
        String size = opts.get(stream + "_BUFSIZE");
        String lines = opts.getOrDefault(stream + "_LINE_BUFFER", "true");
        boolean buffered = lines.equalsIgnoreCase("true");
        if (!buffered && !lines.equalsIgnoreCase("false")) {
            throw new FluxException(Errno.EINVAL);
        }
        return new StreamOptions(size == null ? DEFAULT_BUFFER_SIZE : parseSize(size), buffered);
    }

    /// A number of bytes with an optional k, M or G.
    private static int parseSize(String text) {
        int digits = text.length();
        long unit = 1;
        if (digits > 0) {
            int power = "kKMG".indexOf(text.charAt(digits - 1));
            if (power >= 0) {
                unit = 1L << (10 * Math.max(1, power));
                digits--;
            }
        }
        long size;
        try {
            size = Math.multiplyExact(Long.parseLong(text, 0, digits, 10), unit);
        } catch (NumberFormatException e) {
            throw new FluxException(Errno.EINVAL);
        } catch (ArithmeticException e) {
            throw new FluxException(Errno.EOVERFLOW);
        }
        if (size <= 0) {
            throw new FluxException(Errno.EINVAL);
        }
        if (size > Integer.MAX_VALUE) {
            throw new FluxException(Errno.EOVERFLOW);
        }
        return (int) size;
    }
}
