package fluxj.shell.spi;

/// Renders `{{tag}}`s (spec services 15.8). A tag that nobody knows stays as it is, which is
/// logged.
public interface ShellTemplates {
    /// Renders for this shell; tags of a task stay as they are.
    String render(String template);

    /// Renders for one task.
    String render(String template, ShellTask task);

    /// Renders with what is the same on all nodes; the other tags stay as they are.
    String renderCommon(String template);

    /// True when the shells or tasks of the job render it to different texts.
    boolean differs(String template);
}
