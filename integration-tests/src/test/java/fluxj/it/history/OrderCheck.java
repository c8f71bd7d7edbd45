package fluxj.it.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules about which version follows which.
final class OrderCheck {
    private record Place(String namespace, int incarnation, int rank) {}

    private record Moment(long time, boolean isEnd, Operation operation) {}

    private static final int ANY_RANK = -1;

    private final History history;
    private final boolean exact;
    private final List<String> violations;

    OrderCheck(History history, boolean exact, List<String> violations) {
        this.history = history;
        this.exact = exact;
        this.violations = violations;
    }

    void run() {
        realTime();
        if (exact) {
            synchronousCommitsStandAlone();
            synchronousCommitsSurvive();
        }
    }

    /// Goes through the history in time; the newest version seen so far, anywhere and at each rank,
    /// is the floor for whoever begins then.
    private void realTime() {
        List<Moment> moments = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (operation.isOk() && (exact || !operation.isWrite())) {
                moments.add(new Moment(operation.invoked(), false, operation));
                moments.add(new Moment(operation.returned(), true, operation));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::time));
        Map<Place, Operation> newest = new HashMap<>();
        Map<Operation, Operation> floors = new HashMap<>();
        for (Moment moment : moments) {
            Operation operation = moment.operation();
            if (!moment.isEnd()) {
                Operation floor = newest.get(floorOf(operation));
                if (floor != null) {
                    floors.put(operation, floor);
                }
                continue;
            }
            Operation floor = floors.get(operation);
            if (floor != null && isTooOld(operation, floor)) {
                violations.add("went back: " + operation + " began after " + floor);
            }
            for (int rank : List.of(ANY_RANK, operation.call().rank())) {
                newest.merge(placeOf(operation, rank), operation, OrderCheck::newer);
            }
        }
    }

    private static Place floorOf(Operation operation) {
        boolean linearizable = operation.isWrite() || operation.call().rank() == 0;
        return placeOf(operation, linearizable ? ANY_RANK : operation.call().rank());
    }

    private static Place placeOf(Operation operation, int rank) {
        return new Place(operation.call().namespace(), operation.incarnation(), rank);
    }

    private static Operation newer(Operation one, Operation other) {
        return one.rootseq() >= other.rootseq() ? one : other;
    }

    private static boolean isTooOld(Operation operation, Operation floor) {
        return operation.isWrite()
                ? operation.rootseq() <= floor.rootseq()
                : operation.rootseq() < floor.rootseq();
    }

    private void synchronousCommitsStandAlone() {
        record Version(String namespace, int incarnation, int rootseq) {}
        Map<Version, Operation> writers = new HashMap<>();
        for (Operation write : history.operations()) {
            if (!write.isWrite() || !write.isOk()) {
                continue;
            }
            Version version =
                    new Version(write.call().namespace(), write.incarnation(), write.rootseq());
            Operation other = writers.put(version, write);
            if (other != null && (other.call().sync() || write.call().sync())) {
                violations.add("share a version: " + write + " and " + other);
            }
        }
    }

    private void synchronousCommitsSurvive() {
        int incarnations = history.restored().size();
        for (Operation write : history.operations()) {
            if (write.isWrite()
                    && write.isOk()
                    && write.call().sync()
                    && !history.survives(write, incarnations)) {
                violations.add("lost: " + write + "; rank 0 came back with " + history.restored());
            }
        }
    }
}
