package fluxj.shell.spi;

import fluxj.format.Idset;

/// One node of a job as its shells see it; there is one shell on each.
///
/// @param id the rank of its shell
/// @param name the host
/// @param brokerRank the rank of its broker
/// @param tasks the ranks of the tasks that run there
/// @param cores the cores that the job has there
/// @param gpus the GPUs that the job has there
public record ShellNode(
        int id, String name, int brokerRank, Idset tasks, Idset cores, Idset gpus) {}
