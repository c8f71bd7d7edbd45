package fluxj.services.jobexec;

import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;

/// Runs the shells of one job, one a broker, wherever they run: as programs by a subprocess
/// service, or in the brokers' own processes.
interface ShellLauncher {
    /// Takes the news of shells; nothing is told from within a call to the launcher.
    interface Listener {
        /// It runs.
        void started(int rank);

        /// It wrote something.
        void output(int rank, String stream, byte[] bytes);

        /// It ended.
        void ended(int rank, WaitStatus status);

        /// It could not be run, or is lost: EHOSTUNREACH when its broker is gone.
        void failed(int rank, FluxException error);

        /// It could not be sent a signal.
        void notSignaled(int rank, FluxException error);
    }

    /// What its output is logged as: the program, without its directories.
    String component();

    /// Starts the shell of a broker.
    void launch(int rank);

    /// Takes hold of the shell of a broker that runs already.
    void reattach(int rank);

    /// Sends a signal to the shell of a broker, if it runs.
    void signal(int rank, int signum);

    /// Wants no more news.
    void close();
}
