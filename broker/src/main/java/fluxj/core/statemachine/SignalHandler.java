package fluxj.core.statemachine;

import fluxj.module.CoreServices;
import fluxj.platform.Signum;
import fluxj.service.Log;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.KillAll;
import fluxj.wire.Message;

import java.util.List;

/// What signals do to a broker (spec broker 6.3): they end it, and on rank 0 SIGUSR1 and SIGUSR2 go
/// to the jobs when there is someone who has jobs.
public final class SignalHandler {
    /// The signals that a broker listens to.
    public static final List<Integer> SIGNALS =
            List.of(
                    Signum.SIGHUP,
                    Signum.SIGINT,
                    Signum.SIGQUIT,
                    Signum.SIGTERM,
                    Signum.SIGALRM,
                    Signum.SIGUSR1,
                    Signum.SIGUSR2);

    private final CoreServices core;
    private final Lifecycle lifecycle;
    private final Log log;
    private boolean closed;

    /// Listens until [#close].
    public SignalHandler(CoreServices core, Lifecycle lifecycle) {
        this.core = core;
        this.lifecycle = lifecycle;
        log = core.environment().logs().apply("broker");
    }

    /// A signal came.
    public void received(int signum) {
        if (closed) {
            return;
        }
        log.info("signal " + signum);
        boolean forJobs = signum == Signum.SIGUSR1 || signum == Signum.SIGUSR2;
        if (core.environment().rank() == 0 && forJobs) {
            killJobs(signum);
        } else {
            lifecycle.kill(signum);
        }
    }

    private void killJobs(int signum) {
        core.rpc()
                .call(
                        JobManagerProtocol.KILLALL,
                        Message.NODEID_ANY,
                        new KillAll(false, JobManagerProtocol.ALL_USERS, signum))
                .then(
                        _ -> {},
                        _ -> {
                            log.info(
                                    "killall failed, delivering signal "
                                            + signum
                                            + " locally instead");
                            lifecycle.kill(signum);
                        });
    }

    /// The broker is over: signals do nothing any more.
    public void close() {
        closed = true;
    }
}
