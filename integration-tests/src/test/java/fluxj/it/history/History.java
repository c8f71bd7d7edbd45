package fluxj.it.history;

import fluxj.it.history.Operation.Call;
import fluxj.it.history.Operation.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What happened, in the order in which it did: written by one thread.
public final class History {
    private final List<Operation> operations = new ArrayList<>();
    private final List<Integer> restored = new ArrayList<>();
    private long clock;

    /// A client asks; gives the operation's number.
    public int invoke(Call call) {
        operations.add(
                new Operation(
                        call,
                        restored.size(),
                        ++clock,
                        Long.MAX_VALUE,
                        Outcome.UNKNOWN,
                        -1,
                        Optional.empty()));
        return operations.size() - 1;
    }

    /// A write was acknowledged.
    public void acknowledged(int number, int rootseq) {
        end(number, Outcome.OK, rootseq, Optional.empty());
    }

    /// A read was answered.
    public void answered(int number, int rootseq, Optional<String> observed) {
        end(number, Outcome.OK, rootseq, observed);
    }

    /// It was refused.
    public void refused(int number) {
        end(number, Outcome.FAILED, -1, Optional.empty());
    }

    private void end(int number, Outcome outcome, int rootseq, Optional<String> observed) {
        Operation open = operations.get(number);
        operations.set(
                number,
                new Operation(
                        open.call(),
                        open.incarnation(),
                        open.invoked(),
                        ++clock,
                        outcome,
                        rootseq,
                        observed));
    }

    /// Rank 0 was started again and has this version of the primary namespace. What was not
    /// answered before is not known.
    public void restarted(int rootseq) {
        clock++;
        restored.add(rootseq);
    }

    /// How often rank 0 was started again.
    public int incarnation() {
        return restored.size();
    }

    /// All operations, in the order in which they were asked for.
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /// The versions that rank 0 came back with.
    List<Integer> restored() {
        return List.copyOf(restored);
    }

    /// True when what a write did is part of what a later incarnation began with.
    boolean survives(Operation write, int incarnation) {
        if (incarnation > write.incarnation() && !write.call().namespace().equals("primary")) {
            return false;
        }
        for (int i = write.incarnation(); i < incarnation; i++) {
            if (write.rootseq() > restored.get(i)) {
                return false;
            }
        }
        return true;
    }
}
