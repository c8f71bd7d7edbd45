package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.errors.FluxException;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// What ends a program whose work is on a reactor: the first that it is told.
final class Ending {
    private final BlockingQueue<Object> told = new ArrayBlockingQueue<>(16);

    /// A failure, or a reason that is none. Any thread may say so.
    void tell(Object reason) {
        told.offer(reason);
    }

    /// Waits for it.
    ///
    /// @return the reason that is no failure
    /// @throws CommandFailure saying what has failed
    Object await() {
        Object first;
        try {
            first = told.take();
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted");
        }
        return switch (first) {
            case FluxException e -> throw new CommandFailure(String.valueOf(e.getMessage()));
            case RuntimeException e -> throw e;
            default -> first;
        };
    }
}
