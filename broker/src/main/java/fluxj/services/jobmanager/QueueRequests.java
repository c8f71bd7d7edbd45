package fluxj.services.jobmanager;

import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.QueueProtocol.Queue;
import fluxj.services.jobmanager.QueueProtocol.QueueEnable;
import fluxj.services.jobmanager.QueueProtocol.QueueStart;
import fluxj.services.jobmanager.QueueProtocol.QueueStatus;
import fluxj.services.jobmanager.queue.QueueState;
import fluxj.services.jobmanager.queue.Queues;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What administrators ask of queues.
final class QueueRequests {
    private final Queues queues;
    private final BooleanSupplier scheduler;
    private final Runnable changed;

    /// @param scheduler true while there is one
    /// @param changed runs after what a restart must know of
    QueueRequests(Queues queues, BooleanSupplier scheduler, Runnable changed) {
        this.queues = queues;
        this.scheduler = scheduler;
        this.changed = changed;
    }

    /// The state of a queue.
    void status(Call<Queue, QueueStatus> call) {
        QueueState state = queues.state(call.body().name(), scheduler.getAsBoolean());
        call.reply(
                new QueueStatus(
                        Optional.of(state.enabled()),
                        Optional.of(state.started()),
                        state.parent(),
                        state.blocked().map(QueueState.Blocked::word),
                        state.disableReason(),
                        state.stopReason()));
    }

    /// Lets queues take jobs or refuse them.
    void enable(Call<QueueEnable, Empty> call) {
        QueueEnable body = call.body();
        if (body.enable()) {
            queues.enable(body.name(), body.all());
        } else {
            queues.disable(body.name(), body.all(), body.reason());
        }
        changed.run();
        call.reply(Empty.EMPTY);
    }

    /// Lets queues run jobs or hold them.
    void start(Call<QueueStart, Empty> call) {
        QueueStart body = call.body();
        boolean lasting = !body.nocheckpoint().orElse(false);
        if (body.start()) {
            queues.start(body.name(), body.all(), lasting);
        } else {
            queues.stop(body.name(), body.all(), body.reason(), lasting);
        }
        changed.run();
        call.reply(Empty.EMPTY);
    }
}
