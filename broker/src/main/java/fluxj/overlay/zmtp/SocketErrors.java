package fluxj.overlay.zmtp;

import fluxj.errors.Errno;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors.NativeIoException;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/// Errnos of what Netty throws.
final class SocketErrors {
    private SocketErrors() {}

    static Errno errno(Throwable cause) {
        return switch (cause) {
            case NativeIoException e -> new Errno(Math.abs(e.expectedErr()));
            case ConnectTimeoutException _ -> Errno.ETIMEDOUT;
            case NoRouteToHostException _ -> Errno.EHOSTUNREACH;
            case ConnectException e -> fromText(String.valueOf(e.getMessage()), Errno.ECONNREFUSED);
            case BindException e -> fromText(String.valueOf(e.getMessage()), Errno.EADDRINUSE);
            default -> fromText(String.valueOf(cause.getMessage()), Errno.EIO);
        };
    }

    private static final Errno[] KNOWN = {
        Errno.EADDRINUSE,
        Errno.EADDRNOTAVAIL,
        Errno.EACCES,
        Errno.ECONNREFUSED,
        Errno.ECONNRESET,
        Errno.EHOSTUNREACH,
        Errno.ENETUNREACH,
        Errno.ENOENT,
        Errno.EPIPE,
        Errno.ETIMEDOUT
    };

    private static Errno fromText(String message, Errno otherwise) {
        for (Errno errno : KNOWN) {
            if (message.contains(errno.text())) {
                return errno;
            }
        }
        return otherwise;
    }
}
