package fluxj.services.jobingest;

import fluxj.job.JobId;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.services.jobingest.JobIngestProtocol.Submitted;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Gathers jobs into batches: those of one turn while none is under way, otherwise those that come
/// until it ends, or for 10 ms; or a given number of them. And never more than a message may carry.
final class Batches {
    private static final Duration TIMEOUT = Duration.ofMillis(10);
    private static final long MAX_BYTES = 8 << 20;

    private final ServiceContext context;
    private final List<Deferred<Empty>> waiting = new ArrayList<>();
    private @Nullable Batch open;
    private @Nullable Timer timer;
    private int underWay;
    private boolean gathers;

    Batches(ServiceContext context) {
        this.context = context;
    }

    /// @param count how many jobs make a batch; 0 for those of a while
    void add(JobId id, SubmittedJob job, int count, Call<Submit, Submitted> call) {
        Batch batch = open;
        if (batch == null) {
            batch = new Batch(context.rpc(), context.log());
            open = batch;
            if (count == 0) {
                timer =
                        context.reactor()
                                .after(underWay == 0 ? Duration.ZERO : TIMEOUT, this::flush);
                gathers = true;
            }
        }
        batch.add(id, job, context.wallClock().epochSeconds(), call);
        if (batch.size() == count || batch.bytes() >= MAX_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (timer != null) {
            timer.cancel();
        }
        Batch batch = open;
        if (batch != null) {
            open = null;
            gathers = false;
            underWay++;
            batch.commit(this::ended);
        }
    }

    private void ended() {
        underWay--;
        if (underWay == 0 && gathers) {
            flush();
        }
        if (underWay == 0) {
            List<Deferred<Empty>> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(each -> each.complete(Empty.EMPTY));
        }
    }

    /// Sends off what is gathered; done when all jobs are answered.
    Promise<Empty> drain() {
        flush();
        Deferred<Empty> done = new Deferred<>();
        if (underWay == 0) {
            done.complete(Empty.EMPTY);
        } else {
            waiting.add(done);
        }
        return done;
    }
}
