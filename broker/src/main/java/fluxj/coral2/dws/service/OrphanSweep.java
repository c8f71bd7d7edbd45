package fluxj.coral2.dws.service;

import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.job.JobState;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// Clears workflows whose jobs are over, and that would wait for them for ever: a service or a
/// broker that is killed between two steps leaves such (spec coral2 4.2.9). Those that unmount or
/// copy out end by themselves; those of unknown jobs may be another instance's, and are left for
/// people to judge.
final class OrphanSweep {
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int AT_ONCE = 16;

    private final DwsContext context;
    private final WorkflowTeardown teardown;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private int asked;

    OrphanSweep(DwsContext context, WorkflowTeardown teardown) {
        this.context = context;
        this.teardown = teardown;
    }

    /// Looks now and from time to time.
    void start() {
        context.host().reactor().every(PERIOD, this::look);
        look();
    }

    private void look() {
        if (asked == 0) {
            waiting.addAll(context.jobs().ids());
        }
        next();
    }

    private void next() {
        while (asked < AT_ONCE && !waiting.isEmpty()) {
            Optional<RabbitJob> job = context.jobs().find(waiting.remove());
            job.filter(OrphanSweep::waitsForJob).ifPresent(this::ask);
        }
    }

    private static boolean waitsForJob(RabbitJob job) {
        return job.isAt(WorkflowState.PROPOSAL) && !job.isAt(WorkflowState.POST_RUN);
    }

    private void ask(RabbitJob job) {
        asked++;
        context.flux()
                .stateOf(job.id())
                .then(
                        state -> {
                            asked--;
                            if (state.equals(Optional.of(JobState.INACTIVE))) {
                                job.queue().add(() -> clear(job));
                            }
                            next();
                        },
                        error -> {
                            asked--;
                            if (error.errno().equals(Errno.ENOSYS)) {
                                waiting.clear();
                            }
                            next();
                        });
    }

    private Promise<Empty> clear(RabbitJob job) {
        if (!waitsForJob(job) || job.toreDown()) {
            return Promise.of(Empty.EMPTY);
        }
        context.host()
                .warn(
                        "workflow "
                                + WorkflowView.nameOf(job.id())
                                + " has outlived its job, tearing it down");
        Deferred<Empty> done = new Deferred<>();
        job.setEpilogRemoved();
        context.objects()
                .workflow(job)
                .flatMap(workflow -> teardown.clear(job, workflow))
                .then(
                        done::complete,
                        error -> {
                            context.host().debug("orphan: " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }
}
