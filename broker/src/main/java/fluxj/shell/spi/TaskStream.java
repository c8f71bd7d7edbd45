package fluxj.shell.spi;

/// Takes what a task says on one of its streams.
public interface TaskStream {
    /// False holds the task's output back until [ShellTask#resume]: all of its streams are not read
    /// meanwhile, so that the task waits in its write.
    default boolean takesMore() {
        return true;
    }

    /// Bytes: a line with its newline, or whatever there is when the stream is not buffered by
    /// line.
    void data(byte[] bytes);

    /// The stream ended; called once.
    default void end() {}
}
