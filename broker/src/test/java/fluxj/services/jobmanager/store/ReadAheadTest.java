package fluxj.services.jobmanager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ManualReactor;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class ReadAheadTest implements ReadAhead.Work<Integer, String> {
    private final ManualReactor reactor = new ManualReactor();
    private final Map<Integer, Deferred<String>> open = new LinkedHashMap<>();
    private final List<String> taken = new ArrayList<>();
    private boolean ready = true;
    private final ReadAhead<Integer, String> reads =
            new ReadAhead<>(reactor, this, () -> ready, () -> taken.add("done"));

    @Override
    public Promise<String> read(Integer node) {
        Deferred<String> result = new Deferred<>();
        open.put(node, result);
        return result;
    }

    @Override
    public List<Integer> take(Integer node, String result) {
        taken.add(node + result);
        return result.equals("+") ? List.of(node * 10, node * 10 + 1) : List.of();
    }

    @Override
    public List<Integer> fail(Integer node, FluxException why) {
        taken.add(node + " " + why.getMessage());
        return List.of();
    }

    private void answer(int node, String result) {
        Deferred<String> read = open.remove(node);
        if (read == null) {
            throw new IllegalStateException(node + " is not being read");
        }
        read.complete(result);
        reactor.run();
    }

    @Test
    void whatComesBackInAnyOrderIsTakenInTheirs() {
        reads.add(List.of(1, 2, 3));
        reads.go();
        answer(3, "c");
        answer(2, "b");
        assertEquals(List.of(), taken);
        answer(1, "a");
        assertEquals(List.of("1a", "2b", "3c", "done"), taken);
    }

    @Test
    void whatIsInSomethingComesRightAfterIt() {
        reads.add(List.of(1, 2));
        reads.go();
        answer(2, "b");
        answer(1, "+");
        answer(11, "y");
        answer(10, "x");
        assertEquals(List.of("1+", "10x", "11y", "2b", "done"), taken);
    }

    @Test
    void aFailureIsTakenInItsPlace() {
        reads.add(List.of(1, 2));
        reads.go();
        open.remove(1).fail(new FluxException(Errno.ENOENT));
        answer(2, "b");
        assertEquals(List.of("1 No such file or directory", "2b", "done"), taken);
    }

    @Test
    void neverAreThereMoreThanSoManyUnderWay() {
        reads.add(IntStream.rangeClosed(1, 1000).boxed().toList());
        reads.go();
        int most = 0;
        for (int node = 1; node <= 1000; node++) {
            most = Math.max(most, open.size());
            answer(node, "");
        }
        assertEquals(256, most);
        assertEquals(1001, taken.size());
    }

    @Test
    void nothingIsTakenUntilWhoTakesItIsReady() {
        ready = false;
        reads.add(List.of(1));
        reads.go();
        answer(1, "a");
        assertTrue(taken.isEmpty());
        ready = true;
        reads.go();
        assertEquals(List.of("1a", "done"), taken);
    }
}
