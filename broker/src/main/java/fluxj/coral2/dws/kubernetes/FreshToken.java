package fluxj.coral2.dws.kubernetes;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;

import io.fabric8.kubernetes.client.OAuthTokenProvider;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;

/// The token that requests carry. It is read again from where it came, away from the reactor: now
/// and then as requests are made, and when the API does not take it any longer. One that cannot be
/// read leaves the last one in force.
final class FreshToken implements OAuthTokenProvider {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Reactor reactor;
    private final Callable<String> source;
    private volatile String token;
    private String trouble = "";
    private long readAt;
    private @Nullable Deferred<Boolean> reading;

    /// @param token what there is now, empty for none
    /// @param source gives the token
    FreshToken(Reactor reactor, String token, Callable<String> source) {
        this.reactor = reactor;
        this.token = token;
        this.source = source;
        readAt = reactor.nanoTime();
    }

    /// Called by the HTTP client, on any thread.
    @Override
    public @Nullable String getToken() {
        String now = token;
        return now.isEmpty() ? null : now;
    }

    /// A request is about to be made.
    void use() {
        if (!token.isEmpty() && reactor.nanoTime() - readAt > FRESH.toNanos()) {
            reread().then(_ -> {}, _ -> {});
        }
    }

    /// Reads it again.
    ///
    /// @return whether it is another one now
    Promise<Boolean> reread() {
        if (reading != null) {
            return reading;
        }
        if (token.isEmpty()) {
            return Promise.of(false);
        }
        Deferred<Boolean> result = new Deferred<>();
        reading = result;
        reactor.blocking(source)
                .then(
                        read -> done(result, read, ""),
                        error -> done(result, token, String.valueOf(error.getMessage())));
        return result;
    }

    private void done(Deferred<Boolean> result, String read, String why) {
        boolean another = !read.equals(token);
        token = read;
        trouble = why;
        readAt = reactor.nanoTime();
        reading = null;
        result.complete(another);
    }

    /// A refusal by the API, with what kept the token from being read.
    FluxException explained(FluxException refusal) {
        return trouble.isEmpty()
                ? refusal
                : new FluxException(refusal.errno(), refusal.getMessage() + " (" + trouble + ")");
    }
}
