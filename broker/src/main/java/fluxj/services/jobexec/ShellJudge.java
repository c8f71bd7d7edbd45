package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;

import java.util.Optional;

/// What it means for a job that shells of it end too early, are lost or do not come together.
final class ShellJudge {
    private final JobFacts job;
    private final JobMachine machine;
    private final JobEffects effects;
    private final Barrier barrier;
    private boolean endedBeforeBarrier;
    private int barriers;

    ShellJudge(JobFacts job, JobMachine machine, JobEffects effects) {
        this.job = job;
        this.machine = machine;
        this.effects = effects;
        barrier = new Barrier(job.ranks());
    }

    // --- the barrier

    Barrier.Verdict enterBarrier(int rank, double timeout) {
        Barrier.Verdict verdict = barrier.enter(rank);
        if (verdict == Barrier.Verdict.OPEN) {
            barriers++;
            effects.disarm(Alarm.BARRIER);
        } else if (verdict == Barrier.Verdict.WAIT
                && barrier.isFirst()
                && barrier.hasBegun()
                && timeout > 0) {
            effects.arm(Alarm.BARRIER, timeout);
        }
        return verdict;
    }

    /// After the second barrier tasks run, and what is lost of the module can be found again.
    void recoverable() {
        if (barriers == 2) {
            effects.log("recoverable", JsonObject.EMPTY);
        }
    }

    /// The shells have come together long ago.
    void passFirstBarrier() {
        barrier.passFirst();
    }

    void barrierExpired() {
        Idset pending = barrier.pending();
        effects.drain(pending, "job " + job + " start timeout: possible node hang");
        machine.fatal(
                "start barrier timeout waiting for "
                        + pending.size()
                        + "/"
                        + barrier.total()
                        + " nodes (rank"
                        + (pending.size() > 1 ? "s" : "")
                        + " "
                        + pending
                        + ")");
    }

    // --- ends

    /// Shells have ended together.
    void ended(Idset ranks) {
        if (barrier.isFirst() && (!machine.isFailing() || endedBeforeBarrier)) {
            machine.fatal(
                    effects.hosts(ranks)
                            + " (ranks "
                            + ranks
                            + ") terminated before first barrier");
            endedBeforeBarrier = true;
            Idset absent = ranks.intersect(barrier.pending());
            if (job.multiuser() && !absent.isEmpty()) {
                // A node that cannot run the IMP should not get the next job.
                effects.drain(absent, job + " terminated before first barrier");
            }
        }
        barrier.shellEnded();
        effects.openBarrier(Optional.of(Errno.EIO));
    }

    /// A shell was killed by a signal, so that nobody may wait for it.
    void signaled(int shell, int rank, int signum) {
        String what =
                "shell rank "
                        + shell
                        + " (on "
                        + effects.hosts(Idset.of(rank))
                        + "): "
                        + Signum.text(signum);
        if (shell == 0) {
            machine.fatal(what);
        } else {
            machine.lostShell(shell, what);
        }
    }

    /// A shell could not be started, or is lost.
    void failed(String service, int shell, int rank, FluxException error) {
        String host = effects.hosts(Idset.of(rank));
        String where = " on " + host + " (rank " + rank + ")";
        String lostAt = " on " + host + " (shell rank " + shell + ")";
        Errno errno = error.errno();
        String reason = error.text().isEmpty() ? errno.text() : error.text();
        if (errno.equals(Errno.EDEADLK)) {
            effects.drain(Idset.of(rank), "sdexec reports " + reason + " for job " + job);
            lost(shell, "shell exited with unkillable processes", lostAt, where);
        } else if (errno.equals(Errno.EHOSTUNREACH)) {
            lost(shell, "node failure", lostAt, where);
        } else if (errno.equals(Errno.EIO) && service.equals(ExecSettings.SDEXEC)) {
            effects.drain(
                    Idset.of(rank),
                    "sdexec constraint check failed on "
                            + host
                            + " for job "
                            + job
                            + ": "
                            + reason);
            machine.fatal("sdexec constraint check failed" + where + ": " + reason);
        } else if (errno.equals(Errno.ENOSYS)) {
            machine.fatal(service + " service is not loaded" + where);
        } else {
            machine.fatal(
                    "job shell exec error on broker " + host + " (rank " + rank + "): " + reason);
        }
    }

    private void lost(int shell, String what, String lostAt, String where) {
        machine.lostShell(shell, what + lostAt);
        if (machine.isCritical(shell)) {
            machine.fatal(what + where);
        }
    }

    void end() {
        effects.openBarrier(Optional.of(Errno.EIO));
    }
}
