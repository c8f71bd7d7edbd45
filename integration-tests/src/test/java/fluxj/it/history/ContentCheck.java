package fluxj.it.history;

import fluxj.it.history.Operation.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules about what a version holds. A key is either set or appended to; what is appended ends
/// with a newline.
final class ContentCheck {
    private record Place(String namespace, String key) {}

    private final History history;
    private final boolean exact;
    private final List<String> violations;
    private final Map<Place, List<Operation>> writes = new HashMap<>();
    private final Map<String, Operation> writers = new HashMap<>();

    ContentCheck(History history, boolean exact, List<String> violations) {
        this.history = history;
        this.exact = exact;
        this.violations = violations;
        for (Operation operation : history.operations()) {
            if (operation.isWrite()) {
                writes.computeIfAbsent(placeOf(operation), _ -> new ArrayList<>()).add(operation);
                writers.put(
                        operation.call().namespace() + " " + operation.call().value(), operation);
            }
        }
    }

    private static Place placeOf(Operation operation) {
        return new Place(operation.call().namespace(), operation.call().key());
    }

    void run() {
        Map<Place, List<Operation>> reads = new HashMap<>();
        for (Operation read : history.operations()) {
            if (!read.isWrite() && read.isOk()) {
                reads.computeIfAbsent(placeOf(read), _ -> new ArrayList<>()).add(read);
                if (isLog(read)) {
                    checkLog(read);
                } else {
                    checkValue(read);
                }
            }
        }
        reads.values().forEach(this::checkAgreement);
    }

    private List<Operation> writesOf(Operation read) {
        return writes.getOrDefault(placeOf(read), List.of());
    }

    private boolean isLog(Operation read) {
        return writesOf(read).stream().anyMatch(write -> write.call().kind() == Kind.APPEND);
    }

    /// True when the version that was read has this write in it for sure.
    private boolean isIn(Operation write, Operation read) {
        if (!write.isOk() || write.incarnation() > read.incarnation()) {
            return false;
        }
        if (exact) {
            return write.rootseq() <= read.rootseq() && history.survives(write, read.incarnation());
        }
        if (write.incarnation() < read.incarnation()) {
            return write.call().sync();
        }
        int rank = read.call().rank();
        return write.returned() < read.invoked() && (rank == 0 || rank == write.call().rank());
    }

    /// True when the version that was read may have this write in it.
    private boolean mayBeIn(Operation write, Operation read) {
        boolean unclear = write.isUnknown() || (write.isOk() && !exact);
        return isIn(write, read) || (unclear && write.invoked() < read.returned());
    }

    private void checkValue(Operation read) {
        Operation last = null;
        for (Operation write : writesOf(read)) {
            if (isIn(write, read) && (last == null || write.rootseq() > last.rootseq())) {
                last = write;
            }
        }
        if (read.observed().isEmpty()) {
            if (last != null) {
                violations.add("missing: " + read + " although " + last);
            }
            return;
        }
        Operation writer = writer(read, read.observed().get());
        if (writer == null) {
            violations.add("never written: " + read);
        } else if (!mayBeIn(writer, read)) {
            violations.add("cannot be there: " + read + " although " + writer);
        } else if (exact && writer.isOk() && last != null && last.rootseq() > writer.rootseq()) {
            violations.add("overwritten: " + read + " although " + last);
        }
    }

    private @Nullable Operation writer(Operation read, String value) {
        Operation writer = writers.get(read.call().namespace() + " " + value);
        return writer != null && writer.call().key().equals(read.call().key()) ? writer : null;
    }

    private static List<String> lines(Operation read) {
        return read.observed().map(text -> List.of(text.split("\n"))).orElse(List.of());
    }

    private void checkLog(Operation read) {
        Set<String> seen = new HashSet<>();
        int rootseq = -1;
        for (String line : lines(read)) {
            Operation writer = writer(read, line);
            if (!seen.add(line)) {
                violations.add("appended twice: " + line + " in " + read);
            }
            if (writer == null) {
                violations.add("never appended: " + line + " in " + read);
            } else if (!mayBeIn(writer, read)) {
                violations.add("cannot be there: " + writer + " in " + read);
            } else if (exact && writer.isOk()) {
                if (writer.rootseq() < rootseq) {
                    violations.add("out of order: " + writer + " in " + read);
                }
                rootseq = writer.rootseq();
            }
        }
        for (Operation write : writesOf(read)) {
            if (isIn(write, read) && !seen.contains(write.call().value())) {
                violations.add("append lost: " + write + " in " + read);
            }
        }
    }

    /// Who saw the same version saw the same, and a later version of a log begins with the earlier
    /// one.
    private void checkAgreement(List<Operation> reads) {
        reads.sort(
                Comparator.comparingInt(Operation::incarnation)
                        .thenComparingInt(Operation::rootseq));
        for (int i = 1; i < reads.size(); i++) {
            Operation earlier = reads.get(i - 1);
            Operation later = reads.get(i);
            if (earlier.incarnation() != later.incarnation()) {
                continue;
            }
            if (earlier.rootseq() == later.rootseq()
                    && !earlier.observed().equals(later.observed())) {
                violations.add("one version, two contents: " + earlier + " and " + later);
            }
            if (isLog(later)
                    && !later.observed().orElse("").startsWith(earlier.observed().orElse(""))) {
                violations.add("a log changed: " + earlier + " and " + later);
            }
        }
    }
}
