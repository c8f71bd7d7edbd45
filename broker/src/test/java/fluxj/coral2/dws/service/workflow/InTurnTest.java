package fluxj.coral2.dws.service.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ManualReactor;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class InTurnTest {
    private final ManualReactor reactor = new ManualReactor();
    private final List<Integer> taken = new ArrayList<>();

    private Promise<Empty> later(int item) {
        taken.add(item);
        Deferred<Empty> done = new Deferred<>();
        reactor.post(() -> done.complete(Empty.EMPTY));
        return done;
    }

    private Promise<Empty> now(int item) {
        taken.add(item);
        return Promise.of(Empty.EMPTY);
    }

    @Test
    void aHundredThousandStepsAreTakenInOrder() {
        List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
        Promise<Empty> done = InTurn.each(items, this::later);
        assertFalse(done.isDone());
        reactor.run();
        assertTrue(done.isDone());
        assertEquals(items, taken);
        taken.clear();
        assertTrue(InTurn.each(items, this::now).isDone());
        assertEquals(items, taken);
    }

    @Test
    void theFirstFailureIsTheLastStep() {
        List<String> failures = new ArrayList<>();
        InTurn.each(
                        List.of(1, 2, 3),
                        item -> {
                            if (item == 2) {
                                throw new FluxException(Errno.EINVAL, "two");
                            }
                            return later(item);
                        })
                .then(_ -> {}, error -> failures.add(error.getMessage()));
        reactor.run();
        assertEquals(List.of("two"), failures);
        assertEquals(List.of(1), taken);
    }
}
