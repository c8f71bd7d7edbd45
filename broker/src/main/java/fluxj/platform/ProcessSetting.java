package fluxj.platform;

import fluxj.format.Idset;

import java.util.Optional;

/// What a process finds besides what its command says, where that is not the usual.
///
/// @param stdinFile a file to read standard input from
/// @param terminal the device of a [PseudoTerminal]: the process leads a session of its own, whose
///   controlling terminal it is, and has it as its standard streams
/// @param cpus the CPUs that it may run on, by the kernel's numbers; all that the parent has when
///   absent
/// @param isStoppedInExec true has it stopped, as by SIGSTOP, before the first instruction of its
///   program, which SIGCONT lets go on
public record ProcessSetting(
        Optional<String> stdinFile,
        Optional<String> terminal,
        Optional<Idset> cpus,
        boolean isStoppedInExec) {
    /// Nothing unusual.
    public static final ProcessSetting USUAL =
            new ProcessSetting(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /// The same with a file as standard input.
    public ProcessSetting withStdin(String file) {
        return new ProcessSetting(Optional.of(file), terminal, cpus, isStoppedInExec);
    }

    /// The same on a terminal.
    public ProcessSetting onTerminal(String device) {
        return new ProcessSetting(stdinFile, Optional.of(device), cpus, isStoppedInExec);
    }

    /// The same on these CPUs alone.
    public ProcessSetting onCpus(Idset chosen) {
        return new ProcessSetting(stdinFile, terminal, Optional.of(chosen), isStoppedInExec);
    }

    /// The same, stopped before its first instruction.
    public ProcessSetting stoppedInExec() {
        return new ProcessSetting(stdinFile, terminal, cpus, true);
    }
}
