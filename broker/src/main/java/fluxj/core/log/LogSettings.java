package fluxj.core.log;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.service.AttributeTable;

/// The log attributes (spec broker 5.2). A level lets through what is as severe or more; a negative
/// one lets nothing through.
///
/// @param local standard error is written by every broker, in the form systemd reads
record LogSettings(
        int ringSize,
        int level,
        int forwardLevel,
        int criticalLevel,
        int stderrLevel,
        boolean local,
        boolean syslog,
        int syslogLevel) {

    static final String STDERR_LEVEL = "log-stderr-level";
    static final String STDERR_MODE = "log-stderr-mode";

    /// Reads the attributes and sets those that are not set.
    ///
    /// @throws FluxException EINVAL naming the attribute
    static LogSettings of(AttributeTable attributes) {
        return new LogSettings(
                number(attributes, "log-ring-size", 1024, 0, Integer.MAX_VALUE),
                level(attributes, "log-level", 7),
                level(attributes, "log-forward-level", 3),
                level(attributes, "log-critical-level", 2),
                level(attributes, STDERR_LEVEL, 3),
                isLocal(attributes),
                number(attributes, "log-syslog-enable", 0, 0, 1) == 1,
                level(attributes, "log-syslog-level", 3));
    }

    private static boolean isLocal(AttributeTable attributes) {
        attributes.setDefault(STDERR_MODE, "leader");
        String mode = attributes.get(STDERR_MODE).orElse("");
        if (!mode.equals("local") && !mode.equals("leader")) {
            throw new FluxException(Errno.EINVAL, STDERR_MODE + ": Invalid argument");
        }
        return mode.equals("local");
    }

    private static int level(AttributeTable attributes, String name, int byDefault) {
        return number(attributes, name, byDefault, Integer.MIN_VALUE, 7);
    }

    private static int number(
            AttributeTable attributes, String name, int byDefault, int least, int most) {
        attributes.setDefault(name, Integer.toString(byDefault));
        String text = attributes.get(name).orElse("");
        int number;
        try {
            number = Integer.parseInt(text.strip());
        } catch (NumberFormatException _) {
            throw new FluxException(Errno.EINVAL, name + ": Invalid argument");
        }
        if (number < least || number > most) {
            throw new FluxException(Errno.EINVAL, name + ": Invalid argument");
        }
        return number;
    }

    /// A level as text.
    ///
    /// @throws FluxException EINVAL when it is none
    static int parseLevel(String text) {
        try {
            int level = Integer.parseInt(text.strip());
            if (level <= 7) {
                return level;
            }
        } catch (NumberFormatException _) {
            // Falls through to the refusal.
        }
        throw new FluxException(Errno.EINVAL, "invalid level");
    }

    LogSettings withStderrLevel(int changed) {
        return new LogSettings(
                ringSize, level, forwardLevel, criticalLevel, changed, local, syslog, syslogLevel);
    }
}
