package fluxj.shell.spi;

/// A terminal that a task has in place of its standard streams.
public interface TaskTerminal {
    /// The device, such as `/dev/pts/3`.
    String device();

    /// True when what is printed there counts as the task's standard output, without the end of
    /// which the task has not ended.
    boolean isCaptured();

    /// More of what is printed is taken again, or may be.
    void resume();

    /// The task is being killed: nobody is waited for any more.
    void giveUp();
}
