package fluxj.cli.main;

import fluxj.cli.Program;

import java.util.function.Supplier;

/// A command as [Commands] knows it.
///
/// @param summary one line for the list of commands
/// @param program makes it
public record CommandEntry(String name, String summary, Supplier<Program> program) {}
