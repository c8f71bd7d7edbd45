package fluxj.it;

import static org.awaitility.Awaitility.await;

import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Waits for something with a deadline that no healthy machine reaches.
public final class Eventually {
    /// The deadline.
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    /// Waits until `condition` holds; `what` says what was waited for, and all that is known.
    public static void until(Supplier<String> what, Callable<Boolean> condition) {
        until(LIMIT, what, condition);
    }

    /// The same with another deadline.
    public static void until(Duration limit, Supplier<String> what, Callable<Boolean> condition) {
        try {
            await().atMost(limit).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("waited in vain for " + what.get(), e);
        }
    }
}
