package fluxj.shellplugins.output;

import fluxj.json.JsonObject;

/// Takes the output of tasks, and messages.
interface OutputSink {
    /// True when tasks should wait.
    boolean isFull();

    /// Output of a task.
    void data(String stream, int rank, byte[] bytes);

    /// The end of a task's stream.
    void end(String stream, int rank);

    /// A message, as the context of a `log` event.
    void log(JsonObject context);
}
