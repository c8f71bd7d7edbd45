package fluxj.broker.rc;

import fluxj.core.runat.BuiltinScript;
import fluxj.core.runat.Runat;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.resource.ResourceProtocol;

import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// What becomes of jobs when an instance ends: its queues stop, the scheduler hears no more of
/// resources, what runs is canceled and waited for. These are entries of the list `cleanup` under
/// the names of the commands that flux-core's rc1 pushes there (spec services 0).
final class JobCleanup {
    private static final String LIST = "cleanup";

    private final RpcClient rpc;
    private final Log log;

    JobCleanup(RpcClient rpc, Log log) {
        this.rpc = rpc;
        this.log = log;
    }

    /// What is pushed last runs first.
    void push(Runat runat) {
        push(runat, "flux queue idle --quiet", this::awaitIdle);
        push(runat, "flux cancel --user=all --quiet --states RUN", this::cancel);
        push(
                runat,
                "flux resource acquire-mute",
                () -> rpc.call(ResourceProtocol.ACQUIRE_MUTE, 0, Empty.EMPTY));
        push(runat, "flux queue stop --quiet --all --nocheckpoint", this::stopQueues);
    }

    private void push(Runat runat, String shown, Supplier<Promise<Empty>> work) {
        runat.pushBuiltin(LIST, shown, new Step(shown, work));
    }

    private Promise<Empty> awaitIdle() {
        return rpc.call(JobManagerProtocol.IDLE, 0, Empty.EMPTY).map(_ -> Empty.EMPTY);
    }

    private Promise<Empty> cancel() {
        return rpc.call(
                        JobManagerProtocol.RAISEALL,
                        0,
                        new JobManagerProtocol.RaiseAll(
                                false,
                                JobManagerProtocol.ALL_USERS,
                                JobState.RUN.bit(),
                                0,
                                "cancel",
                                Optional.empty()))
                .map(_ -> Empty.EMPTY);
    }

    private Promise<Empty> stopQueues() {
        return rpc.call(
                QueueProtocol.QUEUE_START,
                0,
                new QueueProtocol.QueueStart(
                        Optional.empty(), false, Optional.empty(), true, Optional.of(true)));
    }

    /// Ends with 0 when its work is done, and with 1 when that failed or it was told to end.
    private final class Step implements BuiltinScript {
        private final String shown;
        private final Supplier<Promise<Empty>> work;
        private IntConsumer waiting = _ -> {};

        Step(String shown, Supplier<Promise<Empty>> work) {
            this.shown = shown;
            this.work = work;
        }

        @Override
        public void start(IntConsumer onDone) {
            waiting = onDone;
            work.get().then(_ -> end(0), this::fail);
        }

        @Override
        public void abort() {
            fail(new FluxException(Errno.ECANCELED));
        }

        private void fail(FluxException error) {
            log.err(LIST + ": " + shown + ": " + error.getMessage());
            end(1);
        }

        private void end(int code) {
            IntConsumer listener = waiting;
            waiting = _ -> {};
            listener.accept(code);
        }
    }
}
