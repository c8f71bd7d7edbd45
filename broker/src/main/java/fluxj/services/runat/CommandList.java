package fluxj.services.runat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntConsumer;

/// The commands of one name. They run one after the other whether they fail or not; the first code
/// that is not 0 is the list's.
final class CommandList {
    private final String name;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private Optional<Running> running = Optional.empty();
    private int count;
    private int exitCode;
    private boolean aborted;

    CommandList(String name) {
        this.name = name;
    }

    void push(Entry entry) {
        waiting.push(entry);
        count++;
    }

    void start(Workshop workshop, IntConsumer onDone) {
        if (aborted) {
            waiting.clear();
        }
        int index = count - waiting.size();
        Entry next = waiting.poll();
        if (next == null) {
            running = Optional.empty();
            onDone.accept(exitCode);
            return;
        }
        workshop.status().accept("Running " + next.display());
        Running command =
                new Running(
                        workshop,
                        next,
                        name + "." + index,
                        rc -> {
                            if (exitCode == 0) {
                                exitCode = rc;
                            }
                            start(workshop, onDone);
                        });
        running = Optional.of(command);
        command.start();
    }

    void abort() {
        aborted = true;
        running.ifPresent(Running::abort);
    }
}
