package fluxj.services.jobexec;

import fluxj.format.Idset;
import fluxj.platform.Signum;
import fluxj.service.Severity;

/// Ends a job that was asked to end: its tasks get kill-signal again and again, later its shells at
/// growing intervals, and at last its nodes are drained and it counts as ended (spec services
/// 19.9).
final class KillLadder {
    /// What the ladder acts upon.
    interface Target {
        /// Sends a signal to the shells.
        void killShells(int signum);

        /// The brokers whose shells run.
        Idset activeRanks();

        /// Nothing can be waited for any more.
        void giveUp();
    }

    private final JobFacts job;
    private final ExecSettings settings;
    private final JobEffects effects;
    private final Target target;
    private double timeout;
    private boolean climbing;
    private int killCount;
    private int killShellCount;

    KillLadder(JobFacts job, ExecSettings settings, JobEffects effects, Target target) {
        this.job = job;
        this.settings = settings;
        this.effects = effects;
        this.target = target;
        timeout = settings.killTimeout();
    }

    /// True once it has begun.
    boolean isClimbing() {
        return climbing;
    }

    double timeout() {
        return timeout;
    }

    int killCount() {
        return killCount;
    }

    int killShellCount() {
        return killShellCount;
    }

    /// Begins, once.
    void start() {
        if (climbing) {
            return;
        }
        climbing = true;
        effects.arm(Alarm.KILL_TASKS, timeout);
        effects.arm(Alarm.KILL_SHELLS, timeout * ExecSettings.TASK_ROUNDS);
        settings.maxKillTimeout().ifPresent(limit -> effects.arm(Alarm.MAX_KILL, limit));
    }

    void killTasks() {
        note("Sending " + Signum.name(settings.killSignal()) + " to job " + job);
        effects.arm(Alarm.KILL_TASKS, timeout);
        effects.killTasks(settings.killSignal());
        killCount++;
    }

    /// Under the IMP SIGKILL would hit the IMP alone; SIGUSR1 makes it kill its whole group.
    void killShells() {
        int signum = job.multiuser() ? Signum.SIGUSR1 : settings.killSignal();
        String whom = job.multiuser() ? "IMP" : "job shell";
        note("Sending " + Signum.name(signum) + " to " + whom + " for job " + job);
        target.killShells(signum);
        killShellCount++;
        effects.disarm(Alarm.KILL_TASKS);
        timeout = Math.min(timeout * 2, ExecSettings.LONGEST_INTERVAL);
        effects.arm(Alarm.KILL_SHELLS, timeout);
        if (settings.maxKillTimeout().isEmpty() && killShellCount >= settings.maxKillCount()) {
            giveUp("max kill count");
        }
    }

    void expire() {
        giveUp("max-kill-timeout");
    }

    private void giveUp(String limit) {
        note("job " + job + " exceeded " + limit + ". Draining active ranks");
        effects.drain(target.activeRanks(), "unkillable user processes for job " + job);
        target.giveUp();
    }

    private void note(String text) {
        effects.note(Severity.DEBUG, text);
    }
}
