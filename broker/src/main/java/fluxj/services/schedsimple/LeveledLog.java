package fluxj.services.schedsimple;

import fluxj.job.JobId;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.service.Severity;

/// The module's log without what is less severe than it shall be, in which jobs have the names that
/// the broker's locale can show.
record LeveledLog(ServiceContext context, Severity least) implements Log {
    @Override
    public void log(Severity severity, String text) {
        if (shows(severity)) {
            context.log().log(severity, text);
        }
    }

    boolean shows(Severity severity) {
        return severity.compareTo(least) <= 0;
    }

    /// The name of a job.
    String name(long id) {
        return new JobId(id).f58(context.variables());
    }
}
