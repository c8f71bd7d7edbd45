package fluxj.cli.job.attach;

import fluxj.format.Idset;

import java.util.Optional;
import java.util.OptionalInt;

/// What an attachment shows and sends.
///
/// @param name of the command, before its own words
/// @param waitEvent the event of the main log after which that is no longer followed
/// @param view what is shown
/// @param readOnly true when neither input nor signals go to the job
/// @param input how input goes to it
public record AttachOptions(
        String name, String waitEvent, View view, boolean readOnly, Input input) {
    /// The event that is the last one of a job.
    public static final String CLEAN = "clean";

    /// What is shown besides output.
    ///
    /// @param labels true puts the task before each piece of output
    /// @param tail how many lines of earlier output; all when absent
    public record View(Events events, boolean labels, Words words, OptionalInt tail) {}

    /// Events to show on standard error.
    ///
    /// @param main of the job
    /// @param exec of its execution
    /// @param status the state of a job that waits, in one line
    public record Events(boolean main, boolean exec, boolean status) {}

    /// How much is said.
    ///
    /// @param verbose where a message of the shell comes from too
    /// @param quiet no messages of the shell
    public record Words(boolean verbose, boolean quiet) {}

    /// Input for the job.
    ///
    /// @param unbuffered true sends what was read as it comes
    /// @param tasks which tasks get it; all when absent
    public record Input(boolean unbuffered, Optional<Idset> tasks) {}
}
