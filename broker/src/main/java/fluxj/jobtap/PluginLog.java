package fluxj.jobtap;

/// The broker's log, where a plugin writes as the job manager; name it in the text.
public interface PluginLog {
    /// Something failed.
    void err(String text);

    /// Something looks wrong.
    void warning(String text);

    /// Something unusual that is no fault.
    void notice(String text);

    /// Something happened that an administrator wants to know.
    void info(String text);

    /// Something a developer wants to know.
    void debug(String text);
}
