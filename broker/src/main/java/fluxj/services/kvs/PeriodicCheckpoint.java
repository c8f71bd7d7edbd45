package fluxj.services.kvs;

import fluxj.config.tables.KvsConfig;
import fluxj.format.Fsd;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

/// On rank 0, asks for a checkpoint every `kvs.checkpoint-period`, when there were commits.
final class PeriodicCheckpoint {
    private final KvsContext kvs;
    private final NamespaceTable table;
    private final Runnable checkpoint;
    private Fsd period = KvsConfig.DEFAULTS.get(KvsConfig.CHECKPOINT_PERIOD);
    private @Nullable Timer timer;
    private int lastSeq;

    PeriodicCheckpoint(KvsContext kvs, NamespaceTable table, Runnable checkpoint) {
        this.kvs = kvs;
        this.table = table;
        this.checkpoint = checkpoint;
    }

    /// Takes a new period; the time until the next one begins anew when it differs.
    void configure(KvsConfig config) {
        Fsd next = config.get(KvsConfig.CHECKPOINT_PERIOD);
        if (!next.equals(period)) {
            stop();
            period = next;
            if (!period.isZero() && !period.isInfinite()) {
                timer = kvs.flux().reactor().every(period.toDuration(), this::due);
            }
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void due() {
        table.live(KvsProtocol.PRIMARY)
                .filter(primary -> primary.seq() != lastSeq)
                .ifPresent(
                        primary -> {
                            lastSeq = primary.seq();
                            checkpoint.run();
                        });
    }
}
