package fluxj.services.schedsimple;

import fluxj.service.Log;
import fluxj.service.Severity;

/// A log that leaves out what is less severe than it shall be.
record LeveledLog(Log log, Severity least) implements Log {
    @Override
    public void log(Severity severity, String text) {
        if (shows(severity)) {
            log.log(severity, text);
        }
    }

    boolean shows(Severity severity) {
        return severity.compareTo(least) <= 0;
    }
}
