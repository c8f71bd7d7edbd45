package fluxj.services.jobexec;

import fluxj.format.Idset;
import fluxj.job.Eventlog;

import java.util.List;

/// A way of running a job: with shells, or as a simulation. It decides what happens and tells its
/// [JobMachine] when the job runs and when it is done.
interface Execution {
    /// Its name in `stats-get`.
    String name();

    /// True when what runs outlives this module.
    boolean isRecoverable();

    /// Begins.
    void start();

    /// Goes on with what runs already.
    void reattach(Recovery recovery);

    /// Sends a signal to what runs.
    void kill(int signum);

    /// Begins nothing that has not begun.
    void cancel();

    /// The brokers on which something runs.
    Idset activeRanks();

    /// An alarm that is not the machine's own went off.
    void rang(Alarm alarm);

    /// The job is done or given up: nothing more is wanted of it.
    void end();

    /// What is known of a job that ran before this module did.
    ///
    /// @param events its exec eventlog
    /// @param started when it started, seconds since 1970; 0 when it is not known
    record Recovery(List<Eventlog.Event> events, double started) {
        /// True when such an event is in the exec eventlog.
        boolean has(String event) {
            return events.stream().anyMatch(each -> each.name().equals(event));
        }
    }
}
