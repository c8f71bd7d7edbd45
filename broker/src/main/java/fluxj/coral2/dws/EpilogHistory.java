package fluxj.coral2.dws;

import fluxj.job.Eventlog;

import java.util.List;

/// What a job's eventlog tells of an epilog that is open, to go on with it after a restart.
///
/// @param began when, seconds since 1970
/// @param next what was to be done last
record EpilogHistory(double began, Next next) {
    /// What an epilog was about.
    enum Next {
        /// The service was to unmount, copy out and clear.
        POST_RUN,
        /// The service was to clear at once.
        TEARDOWN,
        /// The service had failed, and the epilog was to end.
        FAILED,
        /// The epilog had lasted too long and was to end.
        ABORT
    }

    /// Reads a log in which one is open.
    ///
    /// @param now when it began in case that it begins just now
    static EpilogHistory of(List<Eventlog.Event> eventlog, double now) {
        double began = now;
        Next next = Next.POST_RUN;
        for (Eventlog.Event event : eventlog) {
            if (DwsEvents.isOf(event, "epilog-start", DwsWords.EPILOG)) {
                began = event.timestamp();
                next = Next.POST_RUN;
            } else if (event.isFatal()) {
                next = worse(next, after(event));
            }
        }
        return new EpilogHistory(began, next);
    }

    private static Next worse(Next before, Next next) {
        return next.compareTo(before) > 0 ? next : before;
    }

    private static Next after(Eventlog.Event exception) {
        String type = DwsEvents.text(exception, "type").orElse("");
        if (type.equals(DwsWords.TIMEOUT)) {
            return Next.ABORT;
        }
        boolean ours = DwsEvents.text(exception, "note").orElse("").startsWith(DwsWords.FAILURE);
        return ours && type.equals(DwsWords.EPILOG) ? Next.FAILED : Next.TEARDOWN;
    }
}
