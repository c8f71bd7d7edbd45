package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.service.Severity;
import fluxj.services.jobexec.JobExecProtocol.Update;

import java.util.Optional;

/// What a job does to the world. [JobMachine] decides and calls these; nothing comes back from them
/// but later, as its next happening.
interface JobEffects {
    /// Seconds since 1970.
    double now();

    /// The hosts of these brokers, as a hostlist.
    String hosts(Idset ranks);

    /// Makes the guest namespace, or finds it again.
    void establish();

    /// Adds an event to the exec eventlog.
    void log(String event, JsonObject context);

    /// Tells the job manager.
    void answer(Update update);

    /// Sets an alarm, in place of one that is set.
    void arm(Alarm alarm, double seconds);

    /// Clears an alarm.
    void disarm(Alarm alarm);

    /// Starts the shell of a broker.
    void launch(int rank);

    /// Takes hold of the shell of a broker that was started before.
    void reattach(int rank);

    /// Sends a signal to the shell of a broker.
    void signal(int rank, int signum);

    /// Sends a signal to all tasks, through their shells.
    void killTasks(int signum);

    /// Takes brokers out of service.
    void drain(Idset ranks, String reason);

    /// Tells the leading shell that another one is lost.
    ///
    /// @param message empty when the job's owner was told otherwise
    void tellLeader(int severity, int shellRank, String message);

    /// Answers the shells that wait at the barrier.
    ///
    /// @param errno empty when they may go on
    void openBarrier(Optional<Errno> errno);

    /// Moves the guest namespace to where it stays; its end is a happening.
    void move();

    /// The job is over for us.
    void gone();

    /// A line for the broker's log.
    void note(Severity severity, String text);
}
