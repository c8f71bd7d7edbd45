package fluxj.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PromiseTest {
    private final List<String> seen = new ArrayList<>();

    private void watch(Promise<?> promise) {
        promise.then(
                value -> seen.add("value " + value), error -> seen.add("error " + error.errno()));
    }

    @Test
    void handsItsValueToAllWhoWaitAndToThoseWhoComeLater() {
        Deferred<Integer> promise = new Deferred<>();
        watch(promise);
        watch(promise);
        promise.complete(1);
        watch(promise);
        assertEquals(List.of("value 1", "value 1", "value 1"), seen);
    }

    @Test
    void theFirstCompletionCounts() {
        Deferred<Integer> promise = new Deferred<>();
        watch(promise);
        promise.fail(new FluxException(Errno.ETIMEDOUT));
        promise.complete(1);
        assertEquals(List.of("error ETIMEDOUT"), seen);
    }

    @Test
    void mapsAndChains() {
        Deferred<Integer> promise = new Deferred<>();
        watch(promise.map(n -> n + 1).flatMap(n -> Promise.of(n * 10)));
        assertFalse(promise.isDone());
        promise.complete(1);
        assertEquals(List.of("value 20"), seen);
    }

    @Test
    void aFailedStepFailsTheRest() {
        watch(
                Promise.of(1)
                        .map(
                                _ -> {
                                    throw new FluxException(Errno.EPROTO);
                                })
                        .map(n -> "never " + n));
        watch(
                Promise.<Integer>failed(new FluxException(Errno.ENOENT))
                        .flatMap(n -> Promise.of(n + 1)));
        assertEquals(List.of("error EPROTO", "error ENOENT"), seen);
    }
}
