package fluxj.it.history;

import fluxj.it.history.Operation.Kind;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Is each key that is set a linearizable register, by Wing and Gong's search: is there an order of
/// all writes and of the reads at rank 0 that agrees with time and in which each read sees the last
/// write? States that were tried are remembered. An incarnation of rank 0 begins with any value.
final class RegisterCheck {
    private static final String ANY = "\0any";
    private static final String ABSENT = "\0absent";

    private final History history;
    private final List<String> violations;

    RegisterCheck(History history, List<String> violations) {
        this.history = history;
        this.violations = violations;
    }

    void run() {
        Set<String> logs = new HashSet<>();
        for (Operation operation : history.operations()) {
            if (operation.call().kind() == Kind.APPEND) {
                logs.add(operation.call().namespace() + " " + operation.call().key());
            }
        }
        Map<String, List<Operation>> registers = new TreeMap<>();
        for (Operation operation : history.operations()) {
            boolean counts = operation.isWrite() ? !isRefused(operation) : isReadAtRoot(operation);
            String key = operation.call().namespace() + " " + operation.call().key();
            if (counts && !logs.contains(key)) {
                String name = key + " " + operation.incarnation();
                registers.computeIfAbsent(name, _ -> new ArrayList<>()).add(operation);
            }
        }
        registers.forEach(this::check);
    }

    private static boolean isRefused(Operation write) {
        return !write.isOk() && !write.isUnknown();
    }

    private static boolean isReadAtRoot(Operation read) {
        return read.isOk() && read.call().rank() == 0;
    }

    private void check(String name, List<Operation> all) {
        Set<String> observed = new HashSet<>();
        all.forEach(operation -> operation.observed().ifPresent(observed::add));
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : all) {
            // What nobody saw of a write without an answer constrains nothing.
            if (operation.isOk() || observed.contains(operation.call().value())) {
                operations.add(operation);
            }
        }
        operations.sort(Comparator.comparingLong(Operation::invoked));
        String begin = name.endsWith(" 0") ? ABSENT : ANY;
        if (!new Search(operations).succeeds(new BitSet(), begin)) {
            violations.add("not a register: " + name + ": " + operations);
        }
    }

    private static final class Search {
        private record State(BitSet done, String value) {}

        private final List<Operation> operations;
        private final Set<State> tried = new HashSet<>();

        Search(List<Operation> operations) {
            this.operations = operations;
        }

        boolean succeeds(BitSet done, String value) {
            long firstReturn = Long.MAX_VALUE;
            for (int i = done.nextClearBit(0);
                    i < operations.size();
                    i = done.nextClearBit(i + 1)) {
                firstReturn = Math.min(firstReturn, operations.get(i).returned());
            }
            if (firstReturn == Long.MAX_VALUE) {
                return true;
            }
            if (!tried.add(new State((BitSet) done.clone(), value))) {
                return false;
            }
            for (int i = done.nextClearBit(0);
                    i < operations.size();
                    i = done.nextClearBit(i + 1)) {
                Operation next = operations.get(i);
                if (next.invoked() > firstReturn) {
                    return false;
                }
                if (fits(next, value)) {
                    done.set(i);
                    if (succeeds(done, after(next))) {
                        return true;
                    }
                    done.clear(i);
                }
            }
            return false;
        }

        private static boolean fits(Operation next, String value) {
            return next.isWrite() || value.equals(ANY) || value.equals(after(next));
        }

        private static String after(Operation next) {
            return next.isWrite() ? next.call().value() : next.observed().orElse(ABSENT);
        }
    }
}
