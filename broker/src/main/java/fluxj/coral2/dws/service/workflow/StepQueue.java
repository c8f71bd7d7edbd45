package fluxj.coral2.dws.service.workflow;

import fluxj.reactor.Promise;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/// Things to do one after the other, each of which takes its time.
public final class StepQueue {
    private final ArrayDeque<Supplier<? extends Promise<?>>> waiting = new ArrayDeque<>();
    private boolean busy;

    /// Does it when all before is done, well or not.
    public void add(Supplier<? extends Promise<?>> step) {
        waiting.add(step);
        if (!busy) {
            next();
        }
    }

    private void next() {
        Supplier<? extends Promise<?>> step = waiting.poll();
        busy = step != null;
        if (step != null) {
            step.get().then(_ -> next(), _ -> next());
        }
    }
}
