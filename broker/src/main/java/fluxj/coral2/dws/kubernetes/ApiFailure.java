package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// What a failure of the API is as an error of ours.
final class ApiFailure {
    private static final int LONGEST = 1000;
    private static final int NOT_FOUND = 404;

    private ApiFailure() {}

    /// An answer that is none of success. That an object is not there is told in JSON; plain text
    /// is for kinds that are not served.
    ///
    /// @param creates true when the request was to make an object
    static FluxException of(int code, byte[] body, boolean creates) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        try {
            return of(code, JsonObject.parse(text).text("message").orElse("HTTP " + code), creates);
        } catch (JsonException e) {
            String plain = ("HTTP " + code + ": " + shortened(text)).strip();
            return code == NOT_FOUND
                    ? new FluxException(Errno.EOPNOTSUPP, plain)
                    : of(code, plain, creates);
        }
    }

    /// What a Status object tells.
    static FluxException of(JsonObject status) {
        int code = Math.toIntExact(status.whole("code").orElse(0L));
        return of(code, status.text("message").orElse("HTTP " + code), false);
    }

    private static FluxException of(int code, String message, boolean creates) {
        return new FluxException(errno(code, creates), message);
    }

    private static Errno errno(int code, boolean creates) {
        return switch (code) {
            case 400, 422 -> Errno.EINVAL;
            case 401, 403 -> Errno.EACCES;
            case 404 -> Errno.ENOENT;
            case 408, 504 -> Errno.ETIMEDOUT;
            case 409 -> creates ? Errno.EEXIST : Errno.EAGAIN;
            case 410 -> Errno.ESTALE;
            default -> Errno.EIO;
        };
    }

    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), LONGEST));
    }

    /// What kept an answer from coming.
    static FluxException of(Throwable failure) {
        return switch (failure) {
            case FluxException e -> e;
            case CompletionException e when e.getCause() != null -> of(e.getCause());
            case JsonException e ->
                    new FluxException(Errno.EPROTO, "Kubernetes: no JSON: " + e.getMessage());
            case HttpTimeoutException _ -> timeout();
            case UnknownHostException e ->
                    new FluxException(
                            Errno.EHOSTUNREACH, "Kubernetes: unknown host " + e.getMessage());
            case ConnectException e when isUnresolved(e) ->
                    new FluxException(Errno.EHOSTUNREACH, "Kubernetes: Name or service not known");
            case ConnectException _ ->
                    new FluxException(Errno.ECONNREFUSED, "Kubernetes: Connection refused");
            case IOException e when e.getCause() instanceof ConnectException cause -> of(cause);
            case IOException e -> {
                FluxException plain = FluxException.of(e);
                yield new FluxException(plain.errno(), "Kubernetes: " + plain.getMessage());
            }
            case CancellationException _ ->
                    new FluxException(Errno.ECANCELED, "Kubernetes: closed");
            default -> new FluxException(Errno.EIO, "Kubernetes: " + failure);
        };
    }

    private static boolean isUnresolved(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof UnresolvedAddressException
                || (cause != null && isUnresolved(cause));
    }

    /// No answer in time.
    static FluxException timeout() {
        return new FluxException(Errno.ETIMEDOUT, "Kubernetes: no answer in time");
    }
}
