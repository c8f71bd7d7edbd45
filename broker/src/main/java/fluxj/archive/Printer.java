package fluxj.archive;

/// Where a tool says what it does.
public interface Printer {
    /// A line of output proper.
    void out(String line);

    /// One of the many things that were dealt with.
    void item(String line);

    /// A line about what went wrong or is going on.
    void note(String line);

    /// How far the tool is; replaces the line that said so before, and stays when it is the last.
    void progress(String line, boolean last);
}
