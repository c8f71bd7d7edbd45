package fluxj.core.runat;

/// A part of the broker that waits in a list or runs, where others have a command.
record ListedScript(String shown, BuiltinScript script) implements ListEntry {}
