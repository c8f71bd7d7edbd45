package fluxj.services.jobinfo;

import fluxj.errors.FluxException;

/// Takes an eventlog line by line.
interface LogReader {
    /// An event with its line end.
    void line(String line);

    /// All events that were there at first have come.
    void sentinel();

    /// No more will come, and why: ENODATA when the log has ended well.
    void end(FluxException why);
}
