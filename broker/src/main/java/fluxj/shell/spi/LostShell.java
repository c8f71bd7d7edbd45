package fluxj.shell.spi;

/// A shell that is gone.
///
/// @param shellRank its rank among the shells of the job
/// @param severity of the exception that tells of it: 0 ends the job
public record LostShell(int shellRank, int severity) {}
