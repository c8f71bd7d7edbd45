package fluxj.shell.spi;

import fluxj.format.Idset;

import java.util.List;

/// The hardware of a shell's host, as the resource module tells it (spec services 15.6).
///
/// @param xml hwloc's document
/// @param cores the CPUs of each core, by the kernel's numbers; a core's place in the list is its
///   number in R
public record ShellHardware(String xml, List<Idset> cores) {
    /// Copies the list.
    public ShellHardware {
        cores = List.copyOf(cores);
    }
}
